using System.Globalization;
using Triage.Core.Assessment;

namespace Triage.Training.Synthesis;

/// <summary>
/// Writes synthetic calls from the content: a plan (<see cref="CallPlan"/>), its dialogue (<see cref="DialogueWriter"/>), its spelling.
/// The same seed and content give the same calls on any machine; call n does not depend on the calls before it.
/// </summary>
public sealed class CallGenerator(ulong seed, ContentLibrary content)
{
    /// <summary>The first <paramref name="count"/> calls of this seed, one at a time.</summary>
    public IEnumerable<SyntheticCall> Generate(int count)
    {
        for (var i = 0; i < count; i++)
            yield return Write(i);
    }

    private SyntheticCall Write(int number)
    {
        var callSeed = SeededRandom.Derive(seed, (ulong)number);
        var random = new SeededRandom(callSeed);
        var plan = CallPlan.Draw(content, random);
        var turns = new DialogueWriter(content, plan, random).Write();
        return new(
            string.Create(CultureInfo.InvariantCulture, $"synth-{seed:x}-{number:d6}"),
            callSeed,
            plan.Scenario.Id,
            plan.Level.Priority,
            [.. plan.Level.Acceptable.Append(plan.Level.Priority).Distinct().Order()],
            plan.Level.Care,
            plan.Scenario.Motive,
            [.. plan.Level.Also.Concat(plan.Scenario.Also).Append(plan.Scenario.Motive).Distinct().Order(StringComparer.Ordinal)],
            plan.Patient,
            plan.Caller,
            turns,
            FinalStates(turns));
    }

    /// <summary>What the turns together say in the end; see <see cref="SyntheticCall.FinalStates"/>.</summary>
    internal static IReadOnlyList<FindingStatus?> FinalStates(IEnumerable<SyntheticTurn> turns)
    {
        var states = new FindingStatus?[FindingCatalogue.Count];
        foreach (var mention in turns.SelectMany(turn => turn.Mentions))
            if (mention.Status != FindingStatus.Uncertain || states[mention.Finding] is null)
                states[mention.Finding] = mention.Status;
        return states;
    }
}
