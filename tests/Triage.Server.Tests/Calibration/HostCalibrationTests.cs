using Triage.Core.Scheduling;
using Triage.Inference.Models;
using Triage.Inference.Profiles;
using Triage.Server.Benchmarks;
using Triage.Server.Calibration;
using Triage.Server.Cli;
using Triage.Server.Tests.Benchmarks;
using Triage.Server.Tests.Cli;
using Triage.Tests;

namespace Triage.Server.Tests.Calibration;

public sealed class HostCalibrationTests
{
    private static readonly HostFacts TwoCores = new("AMD EPYC", 2, null);

    [Fact(Timeout = 120_000)]
    public async Task Run_WithOneValueOfEach_GivesAProfileThatIsTakenForThisHost()
    {
        using var folder = new TemporaryFolder();
        var calls = TestPaths.InRoot("samples", "calls");
        var samples = BenchmarkSamples.Of(calls) with { Recordings = [SampleBeginning.Of(Path.Combine(calls, "arret-cardiaque.wav"), seconds: 9, folder)] };
        var catalog = ModelCatalog.Open(TestPaths.InRoot("models"));
        using var triage = InstalledTriage.Open(catalog);
        var stages = new List<string>();

        var report = await new HostCalibration(catalog, null, triage, samples, new(1, 1, 1), TwoCores, TimeProvider.System)
            .RunAsync((stage, _, _) => stages.Add(stage), evenBusy: true, TestContext.Current.CancellationToken);
        var profile = report.ToProfile("tests-own", new(2026, 11, 24), "0.1.0");
        ProfileWriter.Write(profile, ProfileFolder.FileOf(folder.Path, profile.Name));
        var read = Assert.Single(ProfileFolder.ReadAll(folder.Path));

        Assert.Equal(["Chargement des modèles", "Étapes de calcul", "Appels fictifs"], stages.Distinct());
        Assert.Equal([new(1, 2), new(2, 1)], report.Choices.Select(c => c.Choice));
        Assert.Equal(
            ["Encode 3", "Encode 4", "Encode 5", "Encode 6", "Encode 8", "Encode 10", "Encode 12", "Encode 16", "Encode 20", "Encode 30", "Decode 1", "Decode 4", "Decode 8", "Decode 16", "Decode 24", "Assess 1"],
            read.Costs.Points.Select(p => $"{p.Kind} {p.Size}"));
        Assert.All(report.Choices, c => Assert.Equal(2 * c.Choice.Lanes, c.Steps.Single(s => s.Shape == new StepShape(StepKind.Decode, 4)).Milliseconds.Count));
        Assert.InRange(read.CallDemand, 0.001, 20);
        Assert.InRange(report.CoreShare, 0.001, 1);
        Assert.True(ProfileMatch.Choose([read], TwoCores, name => SpeechModelHash.Of(catalog.Manifest, name))!.IsMeasured);
        Assert.Contains("retenu", CalibrationTable.Render(report, profile), StringComparison.Ordinal);
    }

    [Fact]
    public void BestOf_Choices_IsTheOneWithMostCallsWithinTheBudget()
    {
        MeasuredChoice slowMany = Choice(8, 1, finalP95: 900, demand: 0.1), few = Choice(1, 8, 100, 0.05), many = Choice(4, 2, 300, 0.1);

        Assert.Same(many, CalibrationReport.BestOf([slowMany, few, many], 600));
        Assert.Same(few, CalibrationReport.BestOf([slowMany, few, many], 50));
    }

    [Theory]
    [InlineData(1, "1 x 1")]
    [InlineData(2, "1 x 2, 2 x 1")]
    [InlineData(8, "1 x 8, 4 x 2, 8 x 1")]
    public void Choices_OfCores_AreTheEndsAndFromFourOnTheMiddle(int cores, string expected) =>
        Assert.Equal(expected, string.Join(", ", LaneChoice.For(cores)));

    [Fact]
    public void Table_OfATooSlowHost_Warns()
    {
        var best = Choice(1, 1, finalP95: 900, demand: 0.1);
        var report = new CalibrationReport([best], best, 6, null, "hash", TwoCores, 0.97);

        Assert.Contains("machine trop lente pour ce modèle", CalibrationTable.Render(report, report.ToProfile("p", new(2026, 1, 1), "0")), StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Lanes_OneFails_AllEndWithItsError()
    {
        var working = 0;
        using var rig = new LaneRig(new(2, 1), [new NoRecognizer(), new NoRecognizer()], _ =>
        {
            var fails = working++ == 1;
            return [new(new(StepKind.Encode, 3), 1, false, () => fails ? throw new InvalidDataException("lane") : 1)];
        }, r => new(r, () => throw new InvalidOperationException(), new(), TimeProvider.System));

        await Assert.ThrowsAsync<InvalidDataException>(() => rig.MeasureAsync(0, 1000, TestContext.Current.CancellationToken));
    }

    private static MeasuredChoice Choice(int lanes, int threads, double finalP95, double demand) => new(
        new(lanes, threads),
        [.. Enum.GetValues<StepKind>().Select(kind => new MeasuredStep(new(kind, 1), 1, new(1, 2, 2, 3)))],
        new(1, 50, 50, 60), new(1, 80, 80, finalP95), demand);

    private sealed class NoRecognizer : Triage.Core.Speech.ISpeechRecognizer
    {
        public Triage.Core.Speech.SpeechVocabulary Vocabulary => null!;

        public int MelBins => 80;

        public IReadOnlyList<int> WindowsS => [3];

        public Triage.Core.Speech.IRecognition Begin(Triage.Core.Speech.RecognitionRequest request) => throw new InvalidOperationException();

        public void Dispose()
        {
        }
    }
}
