using Triage.Server.Benchmarks.Load;
using Triage.Tests;

namespace Triage.Server.Tests.Benchmarks.Load;

public sealed class ClientProcessTests
{
    private static readonly string s_audio = TestPaths.InRoot("samples", "calls");

    [Fact(Timeout = 60_000)]
    public async Task Process_ThatCannotDoItsWork_IsANamedFailure()
    {
        var start = ClientProcess.Start(new(new("http://127.0.0.1:9"), 0, 1, 1, 1, 1), [s_audio]);

        var failure = await Assert.ThrowsAsync<IOException>(() => ClientProcess.RunAsync(start, _ => { }, TestContext.Current.CancellationToken));

        Assert.Matches(@"^les appelants simulés se sont arrêtés avant la fin \(code 2\) : .*--calls", failure.Message);
    }

    [Fact(Timeout = 60_000)]
    public async Task Process_WithoutAServer_ReportsItsFailedCallsAndItsEnd()
    {
        var tally = new LoadTally();
        var start = ClientProcess.Start(new(new("http://127.0.0.1:9"), 1, 0.2, 0.5, 5, 1), [s_audio]);

        await ClientProcess.RunAsync(start, tally.Observe, TestContext.Current.CancellationToken);

        Assert.True(tally.Done);
        Assert.StartsWith("Unavailable", Assert.Single(tally.Figures().Failures).Name, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Process_OfACancelledBenchmark_IsEnded()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var start = ClientProcess.Start(new(new("http://127.0.0.1:9"), 1, 0.1, 300, 5, 1), [s_audio]);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ClientProcess.RunAsync(start, _ => stop.Cancel(), stop.Token));
    }
}
