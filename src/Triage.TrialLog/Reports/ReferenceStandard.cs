using Triage.Core.Assessment;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Reports;

/// <summary>What the adjudications of a call amount to.</summary>
public enum ReferenceState
{
    /// <summary>Nobody has judged it.</summary>
    None,

    /// <summary>One has; that is no reference yet.</summary>
    OneJudge,

    /// <summary>Two or more differ and no consensus is recorded.</summary>
    Discordant,

    /// <summary>All, at least two, agree.</summary>
    Agreed,

    /// <summary>A consensus is recorded.</summary>
    Consensus,
}

/// <summary>The reference of a call: the latest consensus, else the agreement of at least two adjudicators, else none.</summary>
/// <param name="Vital">Null unless agreed or by consensus.</param>
/// <param name="Priority">Of the consensus, or the one all who agree also name; null: not known.</param>
/// <param name="First">The two independent judgements that kappa compares, in order of time; null where there is none.</param>
public readonly record struct ReferenceStandard(
    ReferenceState State, bool? Vital, Priority? Priority, AdjudicationRecord? First, AdjudicationRecord? Second)
{
    /// <summary>An adjudicator who judged twice counts with the later judgement.</summary>
    public static ReferenceStandard Of(IReadOnlyList<AdjudicationRecord> adjudications)
    {
        if (adjudications.Count == 0)
            return new(ReferenceState.None, null, null, null, null);
        var own = adjudications.Where(a => !a.Consensus).GroupBy(a => a.AdjudicatorKey, StringComparer.Ordinal)
            .Select(g => g.MaxBy(a => a.At)!).OrderBy(a => a.At).ThenBy(a => a.AdjudicatorKey, StringComparer.Ordinal).ToArray();
        var (first, second) = (own.ElementAtOrDefault(0), own.ElementAtOrDefault(1));
        if (adjudications.Where(a => a.Consensus).MaxBy(a => a.At) is { } consensus)
            return new(ReferenceState.Consensus, consensus.VitalEmergency, consensus.Priority, first, second);
        if (own.Length < 2)
            return new(ReferenceState.OneJudge, null, null, first, null);
        if (own.Any(a => a.VitalEmergency != own[0].VitalEmergency))
            return new(ReferenceState.Discordant, null, null, first, second);
        return new(ReferenceState.Agreed, own[0].VitalEmergency, own.All(a => a.Priority == own[0].Priority) ? own[0].Priority : null, first, second);
    }
}
