using System.Diagnostics;
using System.Runtime.InteropServices;
using Grpc.Core;
using Triage.Core.Calls;
using Triage.Tests;
using static Triage.Server.Tests.TestAppliance;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Tests.Grpc;

/// <summary>Clients in a process of their own that die in mid-call, over real connections.</summary>
public sealed class DeadClientTests
{
    /// <summary>The bar of the appliance: the place of a killed client is free within this time.</summary>
    private static readonly TimeSpan Bar = TimeSpan.FromSeconds(5);

    [Fact(Timeout = 60_000)]
    public async Task Client_Killed_LeavesItsCallToAResumeWithinTheBar()
    {
        await using var appliance = await StartAsync(new() { Prepare = ListenForAudio });
        using var client = StartClient(appliance.Host.Grpc);
        var call = await HeardAsync(client);

        client.Kill(); // SIGKILL: nothing of it says good-bye
        await call.Detached.WaitAsync(Bar, Ct);

        using var back = await appliance.OpenAsync(Setup(call.CallId, setup => (setup.SampleRateHz, setup.Resume) = (call.Setup.SampleRateHz, true)));
        await back.RequestStream.WriteAsync(new() { End = new() }, Ct);
        await back.RequestStream.CompleteAsync();
        Assert.Equal(V1.EndReason.Completed, (await ReadAllAsync(back.ResponseStream))[^1].Ended.Reason);
    }

    /// <summary>
    /// A process that is stopped keeps its connection and answers nothing: to the appliance it is a pulled cable. Not timed: the
    /// pings that notice it are the framework's, and its own clock is the machine's.
    /// </summary>
    [Fact(Timeout = 60_000)]
    public async Task Client_FallsSilentWithItsConnectionOpen_IsNoticedByThePings()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a process that can be stopped");
        await using var appliance = await StartAsync(new() { Prepare = ListenForAudio });
        using var client = StartClient(appliance.Host.Grpc);
        var call = await HeardAsync(client);
        var silent = Stopwatch.StartNew();
        try
        {
            Assert.Equal(0, Signal(client.Id, StopSignal));
            await call.Detached.WaitAsync(Ct);
            TestContext.Current.TestOutputHelper?.WriteLine($"noticed after {silent.Elapsed.TotalSeconds:F1} s");
        }
        finally
        {
            client.Kill();
        }
    }

    /// <summary>The same over the real desk: the place is free, and the call can be resumed, while its old connection still stands.</summary>
    [Fact(Timeout = 60_000)]
    public async Task Client_FallsSilentWithItsConnectionOpen_FreesItsPlaceAndLosesItsCallToAResume()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a process that can be stopped");
        var sink = new FirstEvents();
        await using var appliance = await StartAsync(desks: ScriptedModels.Desk(maxCalls: 1, sink));
        using var client = StartClient(appliance.Host.Grpc);
        var callId = await sink.Heard.Task.WaitAsync(Ct);
        using var refused = appliance.Client.StreamCall(cancellationToken: Ct);
        await refused.RequestStream.WriteAsync(Setup("next"), Ct);
        Assert.Equal(StatusCode.ResourceExhausted, (await ReadToFailureAsync(refused.ResponseStream)).Failure.StatusCode);
        var silent = Stopwatch.StartNew();
        try
        {
            Assert.Equal(0, Signal(client.Id, StopSignal));
            await sink.Stalled.Task.WaitAsync(Ct);
            using var next = await appliance.OpenAsync(Setup("next"));
            TestContext.Current.TestOutputHelper?.WriteLine($"place free after {silent.Elapsed.TotalSeconds:F1} s");

            using var back = await appliance.OpenAsync(Setup(callId, setup => (setup.SampleRateHz, setup.Resume) = (RecordingRateHz, true)));
            await back.RequestStream.WriteAsync(new() { End = new() }, Ct);
            await back.RequestStream.CompleteAsync();
            Assert.Equal(V1.EndReason.Completed, (await ReadAllAsync(back.ResponseStream))[^1].Ended.Reason);
        }
        finally
        {
            client.Kill();
        }
    }

    private const int StopSignal = 19; // SIGSTOP on Linux
    private const int RecordingRateHz = 8000;

    private readonly TaskCompletionSource<ScriptedCall> _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void ListenForAudio(ScriptedCall call) => call.OnAudio = heardS =>
    {
        if (heardS > 0.5)
            _heard.TrySetResult(call);
        return [];
    };

    private async Task<ScriptedCall> HeardAsync(Process client)
    {
        var gone = client.WaitForExitAsync(Ct);
        if (await Task.WhenAny(_heard.Task, gone) == gone)
            Assert.Fail($"the client ended before it was heard, with {client.ExitCode}: {await client.StandardError.ReadToEndAsync(Ct)}");
        return await _heard.Task;
    }

    private static Process StartClient(Uri server)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var argument in (string[])
            [Path.Combine(AppContext.BaseDirectory, "triage.dll"), "replay", TestPaths.InRoot("samples", "calls", "arret-cardiaque.wav"), "--server", server.AbsoluteUri, "--json"])
            start.ArgumentList.Add(argument);
        return Process.Start(start) ?? throw new InvalidOperationException("the client did not start");
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int process, int signal);

    private sealed class FirstEvents : ICallEventSink
    {
        public TaskCompletionSource<string> Heard { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Stalled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Publish(string callId, CallEvent callEvent)
        {
            Heard.TrySetResult(callId);
            if (callEvent is AudioGap { Reason: GapReason.Stalled })
                Stalled.TrySetResult();
        }
    }
}
