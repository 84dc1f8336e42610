using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Server.Cli;
using Triage.Tests;
using Triage.Training.Evaluation;
using Triage.Training.Heads;

namespace Triage.Server.Tests.Cli;

/// <summary>The contract of <c>evaluate triage --json</c> over suggestions written by hand, whatever model is installed.</summary>
public sealed class TriageQualityJsonTests
{
    private static readonly string s_golden = TestPaths.InRoot("tests", "Triage.Server.Tests", "Cli", "evaluate-triage.golden.json");

    /// <summary>
    /// Member by member and figure by figure. A member that changes its name or meaning needs another number in the schema; a new
    /// golden file is written beside the test's program and copied by hand.
    /// </summary>
    [Fact]
    public void Write_HandMadeReport_IsTheGoldenFile()
    {
        var written = TriageQualityJson.Write(Report(), "calls.jsonl", "0123456789abcdef") + "\n";
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "evaluate-triage.golden.json"), written);
        Assert.Equal(File.ReadAllText(s_golden), written);
    }

    /// <summary>What a program that compares predictions relies on, in words rather than by the file.</summary>
    [Fact]
    public void Write_EachCall_HoldsWhatComparisonsNeed()
    {
        var keys = JsonKeys.Of(TriageQualityJson.Write(Report(), "calls.jsonl", "0"));
        Assert.All(
            ["call", "priority.code", "care_level", "motive.code", "alternatives[].code", "findings[].code", "findings[].status", "first_p0_s"],
            key => Assert.Contains("calls[]." + key, keys));
    }

    [Fact]
    public void Write_WithoutLabelsOfFindings_LeavesTheirRatesNull()
    {
        var bare = Predicted(Call("a", Priority.P1, null), Priority.P1, [0, 1, 0, 0, 0]);
        var json = TriageQualityJson.Write(TriageReport.Of([bare]), "calls.jsonl", "0");
        Assert.Contains("\"status_accuracy\": null", json, StringComparison.Ordinal);
        Assert.Contains("\"by_finding\": []", json, StringComparison.Ordinal);
    }

    private static TriageReport Report()
    {
        CallPrediction[] Predictions(Priority second) =>
        [
            Predicted(Call("arret", Priority.P0, [new("inconscience", FindingStatus.Present) { Turn = 1, Quote = "trois", Annotators = 2 }]), Priority.P0, [0.3, 0.6, 0.1, 0, 0],
                new Finding("inconscience", FindingStatus.Present, 0.9, [new Evidence(CallChannel.Caller, 12, 13.5, "deux trois")])) with
            {
                Rule = "inconscience", RuleHolds = true, Peak = new AlertPeak(0.3, true), FirstP0S = 14,
            },
            Predicted(Call("chute", Priority.P1, [new("chute", FindingStatus.Present) { Turn = 1, Quote = "un", Annotators = 1 }, new("fievre", FindingStatus.Absent)]), second, [0.2, 0.2, 0.6, 0, 0],
                new Finding("fievre", FindingStatus.Present, 0.7, [new Evidence(CallChannel.Caller, 0, 2, "fievre")])) with { Peak = new AlertPeak(0.2, false) },
            Predicted(Call("conseil", Priority.P3, []), Priority.P3, [0, 0.05, 0.05, 0.9, 0]) with { Reason = AbstentionReason.LowConfidence },
        ];
        return TriageReport.Of(Predictions(Priority.P2), Predictions(Priority.P1), withoutAudio: 4);
    }

    private static LabelledCall Call(string id, Priority priority, IReadOnlyList<LabelledFinding>? findings) => new(
        id, priority, [priority], "M01.01", ["M01.01"], CareLevel.R1, findings, [new LabelledTurn(CallChannel.Caller, "un deux trois quatre", 10, 14) { Number = 1 }])
    {
        Attributes = new Dictionary<string, string> { ["sex"] = "F" },
    };

    private static CallPrediction Predicted(LabelledCall call, Priority priority, double[] distribution, params Finding[] findings) => new(
        call, priority, distribution, null, priority, CareLevel.R1, [new("M01.01", "Arrêt cardiaque", 0.6), new("M03.06", "Autre", 0.3)], findings, AbstentionReason.None);
}
