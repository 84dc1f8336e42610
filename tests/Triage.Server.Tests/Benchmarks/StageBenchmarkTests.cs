using Triage.Inference.Models;
using Triage.Server.Benchmarks;
using Triage.Server.Tests.Cli;
using Triage.Tests;

namespace Triage.Server.Tests.Benchmarks;

public sealed class StageBenchmarkTests
{
    [Fact(Timeout = 60_000)]
    public Task Run_OnAShortCall_MeasuresEveryStageAndComparesPartials()
    {
        using var folder = new TemporaryFolder();
        var calls = TestPaths.InRoot("samples", "calls");
        var samples = BenchmarkSamples.Of(calls) with { Recordings = [SampleBeginning.Of(Path.Combine(calls, "arret-cardiaque.wav"), seconds: 9, folder)] };
        var stages = new List<string>();

        var report = new StageBenchmark(ModelCatalog.Open(TestPaths.InRoot("models")), samples, 1, TimeProvider.System)
            .Run((stage, _, _) => stages.Add(stage), TestContext.Current.CancellationToken);

        Assert.Equal(Environment.ProcessorCount, report.Machine.Processors);
        Assert.InRange(TimeProvider.System.GetUtcNow() - report.StartedAt, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Equal(["Chargement des modèles", "Étages", "Transcriptions intermédiaires"], stages.Distinct());
        Assert.Equal(
            ["3", "4", "5", "6", "8", "10", "12", "16", "20", "30"],
            report.Stages.Where(s => s.Stage == "encode").Select(s => $"{s.Size}"));
        Assert.Equal([8, 16, 24], report.Stages.Where(s => s.Stage == "decoder_verify").Select(s => s.Size ?? 0));
        Assert.All(report.Stages, s => Assert.True(s.Milliseconds.Median > 0, s.Stage));
        Assert.Equal(0, report.FrontEnd.BytesPerFrame);
        Assert.True(report.Partials.VerifiedMs.Count > 2);
        Assert.Equal(report.Partials.VerifiedMs.Count, report.Partials.AfreshCalls.Count);
        Assert.InRange(report.Partials.CallsRatio, 0.01, 0.99);
        return Task.CompletedTask;
    }

    [Fact]
    public void SampleAudio_OfACall_HasBothChannelsAtBothRates()
    {
        var channels = SampleAudio.Read(TestPaths.InRoot("samples", "calls", "renseignement.wav"));

        Assert.Equal(2, channels.Count);
        Assert.All(channels, c => Assert.Equal(2 * c.At8kHz.Length, c.At16kHz.Length));
        Assert.InRange(channels[0].LengthS, 28, 29);
    }
}
