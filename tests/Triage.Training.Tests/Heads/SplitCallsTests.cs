using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Inference.Triage;
using Triage.Tests;
using Triage.Training.Heads;
using Triage.Training.Synthesis;

namespace Triage.Training.Tests.Heads;

/// <summary>The delivered model on whole calls: however the words are cut into finals, findings, priority and motive at the end are the same.</summary>
public sealed class SplitCallsTests
{
    private const int Generated = 12;
    private const int Cuts = 3;

    [Fact]
    public void Add_SampleCallsCutAnywhere_SameResult()
    {
        foreach (var call in LabelledCall.ReadAll(TestPaths.InRoot("samples", "calls.jsonl")))
            AssertSame(call.Id, [.. call.Turns.Select(t => (t.Channel, t.Text))]);
    }

    [Fact]
    public void Add_GeneratedCallsCutAnywhere_SameResult()
    {
        foreach (var call in new CallGenerator(77, ContentLibrary.LoadEmbedded()).Generate(Generated))
            AssertSame(call.Id, [.. call.Turns.Select(t => (t.Channel, t.Text))]);
    }

    private static void AssertSame(string id, (CallChannel Channel, string Text)[] said)
    {
        using var model = OnnxTriageModel.Load(TestPaths.InRoot("models", "triage"), TestPaths.InRoot("models", "text-encoder", "use-fr"));
        var turns = new List<SpokenTurn>();
        foreach (var (channel, text) in said)
            turns.Add(TurnCuts.Turn(channel, turns is [.., var last] ? last.EndS + (turns.Count % 5 == 0 ? 2 : 0.4) : 0, text));
        var whole = Play(model, turns);
        for (var seed = 0; seed < Cuts; seed++)
        {
            var random = new Random(seed);
            var cut = turns.SelectMany(t => TurnCuts.Cut(t, random)).ToList();
            Assert.True(cut.Count > turns.Count);
            Assert.True(whole == Play(model, cut), $"{id}, cut {seed}:\n{whole}\n{Play(model, cut)}");
        }
    }

    private static string Play(OnnxTriageModel model, IEnumerable<SpokenTurn> turns)
    {
        using var assessment = model.Open();
        Suggestion? last = null;
        foreach (var turn in turns)
            last = assessment.Add(turn);
        return string.Join('\n',
        [
            $"{last!.Priority.Code} {last.Priority.Probability:R} {last.Priority.Rule} {last.CareLevel.Code} {last.Motive.Code} {last.Motive.Probability:R} {last.NextQuestion?.Finding} {last.Reason}",
            .. last.Findings.Select(f => $"{f.Code} {f.Status} {f.Probability:R} {string.Join(" / ", f.Evidence.Select(e => $"{e.StartS:R} {e.EndS:R} {e.Quote}"))}"),
        ]);
    }
}
