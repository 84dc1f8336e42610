using System.Diagnostics;
using System.Globalization;
using Triage.Server.Cli;
using Triage.TrialLog.Chain;
using Triage.TrialLog.Log;

namespace Triage.Server.Tests.Cli;

public sealed class BenchLogCommandTests
{
    [Fact(Timeout = 300_000)]
    public async Task Log_Json_HasItsShape()
    {
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync("bench", "log", "--events", "1000", "--json"));

        Assert.Equal(
            ["schema", "events", "bytes_per_event", "written_per_s", "append_ms.median", "append_ms.p99", "append_ms.max", "durable_ms.median", "durable_ms.p99", "durable_ms.max",
                "verified_per_s", "calls", "calls_read_per_s", "read_peak_mib"],
            JsonKeys.Of(cli.Out));
    }

    [Fact(Timeout = 300_000)]
    public async Task Writer_KilledSeveralTimes_HasLostNothingThatItSaidWasOnTheDisk()
    {
        var ct = TestContext.Current.CancellationToken;
        using var folder = new TemporaryFolder();
        var place = new EvidenceFolder(Path.Combine(folder.Path, "evidence"));
        for (var round = 0; round < 4; round++)
        {
            var promised = await KilledAsync(place, decisions: 3 + (round * 5), ct);

            await using (var log = EvidenceLog.Open(new() { Folder = place, Time = TimeProvider.System, Software = "1" }))
            {
                Assert.False(log.Opening.Clean);
                Assert.True(log.Opening.LastSequence >= promised, $"{promised} was promised, {log.Opening.LastSequence} is there");
                Assert.Empty(log.Opening.EventsWithoutContent);
            }
            Assert.Empty((await new ChainVerifier().VerifyAsync(place.Path, ct)).Problems);
        }
    }

    /// <returns>Sequence of the last event that the writer said was on the disk.</returns>
    private static async Task<long> KilledAsync(EvidenceFolder place, int decisions, CancellationToken ct)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "triage.dll");
        var host = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } named ? named : "dotnet";
        using var process = Process.Start(new ProcessStartInfo(host, [program, "bench", BenchLogCommand.WriterCommand, "--folder", place.Path])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        })!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(ct);
            var last = 0L;
            for (var i = 0; i < decisions; i++)
                last = long.Parse(await process.StandardOutput.ReadLineAsync(ct) ?? throw new InvalidOperationException(await errors), CultureInfo.InvariantCulture);
            process.Kill();
            await process.WaitForExitAsync(ct);
            while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
                if (long.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var sequence))
                    last = sequence;
            return last;
        }
        finally
        {
            if (!process.HasExited)
                process.Kill();
        }
    }
}
