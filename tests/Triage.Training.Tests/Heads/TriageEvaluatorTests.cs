using Triage.Core.Assessment;
using Triage.Inference.Triage;
using Triage.Tests;
using Triage.Training.Heads;

namespace Triage.Training.Tests.Heads;

public sealed class TriageEvaluatorTests
{
    private static OnnxTriageModel Load() => OnnxTriageModel.Load(TestPaths.InRoot("models", "triage"), TestPaths.InRoot("models", "text-encoder", "use-fr"));

    [Fact]
    public void Evaluate_SampleCalls_MeetTheirBars()
    {
        using var model = Load();
        var predictions = TriageEvaluator.Evaluate(model, LabelledCall.ReadAll(TestPaths.InRoot("samples", "calls.jsonl"))).Predictions.ToDictionary(p => p.Call.Id);
        Assert.Equal(6, predictions.Count);
        Assert.All(predictions.Values, p => Assert.Equal(p.Call.Motive[..3], p.Motives[0].Code[..3]));
        Assert.Equal(Priority.P0, predictions["arret-cardiaque"].Priority);
        Assert.Equal(Priority.P0, predictions["detresse-respiratoire"].Priority);
        Assert.NotEqual(Priority.P0, predictions["fievre-enfant"].MostUrgent);
        Assert.NotEqual(Priority.P0, predictions["renseignement"].MostUrgent);
    }

    /// <summary>Guards what was reached on the development calls; a model that does worse should not be committed unseen.</summary>
    [Fact]
    public void Evaluate_DevelopmentCalls_NotWorseThanCommitted()
    {
        using var model = Load();
        var quality = TriageEvaluator.Evaluate(model, LabelledCall.ReadAll(TestPaths.InShared("simsamu", "calls.jsonl")));
        Assert.Equal(31, quality.Calls);
        Assert.True(quality.Mention.F1 >= 0.65, $"mention F1 {quality.Mention.F1:F3}");
        Assert.True(quality.Present.F1 >= 0.55, $"present F1 {quality.Present.F1:F3}");
        Assert.True(quality.StatusAccuracy >= 0.70, $"status {quality.StatusAccuracy:F3}");
        Assert.True(quality.PriorityAcceptable >= 0.75, $"priority {quality.PriorityAcceptable:F3}");
        Assert.True(quality.UnderTriage <= 0.10, $"under-triage {quality.UnderTriage:F3}");
        Assert.True(quality.MotiveTop1 >= 0.55, $"motive {quality.MotiveTop1:F3}");
    }

    [Fact]
    public void Summarise_KnownPredictions_CountsRight()
    {
        var call = new LabelledCall("a", Priority.P0, [Priority.P0, Priority.P1], "M01.01", ["M01.01"], CareLevel.R1,
            [new LabelledFinding("inconscience", FindingStatus.Present), new LabelledFinding("fievre", FindingStatus.Absent)], []);
        CallPrediction Predicted(Priority priority, params (string Code, FindingStatus Status)[] findings) => new(
            call, priority, [1, 0, 0, 0, 0], null, priority, CareLevel.R1, [new("M03.06", "", 0.6), new("M01.01", "", 0.4)],
            [.. findings.Select(f => new Finding(f.Code, f.Status, 1, []))], AbstentionReason.None);
        var quality = TriageEvaluator.Summarise([
            Predicted(Priority.P0, ("inconscience", FindingStatus.Present), ("toux_infection", FindingStatus.Present)),
            Predicted(Priority.P2, ("fievre", FindingStatus.Present))]);
        Assert.Equal(new Retrieval(2, 3, 4), quality.Mention);
        Assert.Equal(new Retrieval(1, 3, 2), quality.Present);
        Assert.Equal(0.5, quality.StatusAccuracy);
        Assert.Equal(0.5, quality.PriorityAcceptable);
        Assert.Equal(0.5, quality.UnderTriage);
        Assert.Equal(0.5, quality.P0Recall);
        Assert.Equal(0, quality.MotiveTop1);
        Assert.Equal(1, quality.MotiveTop3);
    }

    [Fact]
    public void ReadAll_LabelsOfNull_AreNoLabels()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllText(path, """
                {"call":"a","priority":"P1","motive":"M01.01","care_level":null,"findings":null,"attributes":null,"patient":null,"priority_acceptable":null,"turns":[{"speaker":"caller","text":"allô"}]}
                {"call":"b","priority":"P1","motive":"M01.01","turns":[]}
                """);
            Assert.Contains("line 2: no turn", Assert.Throws<InvalidDataException>(() => LabelledCall.ReadAll(path)).Message, StringComparison.Ordinal);
            File.WriteAllLines(path, File.ReadLines(path).Take(1).ToList());
            var call = Assert.Single(LabelledCall.ReadAll(path));
            Assert.Equal((null, null, 1, 0), (call.CareLevel, call.Findings, call.AcceptablePriorities.Count, call.Attributes.Count));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ReadAll_LabelsOfACall_AreKeptForEvidenceAndSubgroups()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllText(path, """{"call":"a","priority":"P1","priority_annotators":["P0","P1"],"motive":"M01.01","caller":"tiers","patient":{"age_group":"enfant","sex":null},"attributes":{"commune":"rurale"},"findings":{"fievre":{"status":"absent","turn":7,"quote":"pas de fièvre","annotators":1}},"turns":[{"turn":7,"speaker":"caller","text":"pas de fièvre"}]}""");
            var call = Assert.Single(LabelledCall.ReadAll(path));
            Assert.Equal([Priority.P0, Priority.P1], call.AnnotatorPriorities);
            Assert.Equal([("age_group", "enfant"), ("caller", "tiers"), ("commune", "rurale")], call.Attributes.Select(a => (a.Key, a.Value)).Order());
            Assert.Equal((7, "pas de fièvre", 1), (call.Findings![0].Turn, call.Findings[0].Quote, call.Findings[0].Annotators));
            Assert.Equal(7, call.Turns[0].Number);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void ReadAll_BrokenLine_NamesItsNumber()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            File.WriteAllText(path, "\n{\"call\":\"a\",\"priority\":\"P9\"}\n");
            Assert.Contains("line 2", Assert.Throws<InvalidDataException>(() => LabelledCall.ReadAll(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
