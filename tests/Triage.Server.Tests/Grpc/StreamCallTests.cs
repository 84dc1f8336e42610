using Google.Protobuf;
using Grpc.Core;
using Triage.Core.Calls;
using static Triage.Server.Tests.TestAppliance;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Tests.Grpc;

public sealed class StreamCallTests
{
    [Fact(Timeout = 20_000)]
    public async Task StreamCall_AudioFlushEnd_ReachesTheCallAndEndsAfterItsLastEvent()
    {
        await using var appliance = await StartAsync();
        using var call = await appliance.OpenAsync();
        await call.RequestStream.WriteAsync(Audio(0), Ct);
        await call.RequestStream.WriteAsync(Audio(0.1), Ct);
        await call.RequestStream.WriteAsync(new() { Flush = new() { Id = 7 } }, Ct);
        await call.RequestStream.WriteAsync(new() { End = new() }, Ct);
        await call.RequestStream.CompleteAsync();

        var events = await ReadAllAsync(call.ResponseStream);

        Assert.Equal(2, events.Count);
        Assert.Equal((1, 7), (events[0].Sequence, events[0].Flushed.Id));
        Assert.Equal(V1.EndReason.Completed, events[1].Ended.Reason);
        Assert.Equal([(0.0, 3200), (0.1, 3200)], appliance.Desk.Call("c1").Writes);
        Assert.Equal(0.2, events[1].Ended.AudioS, 6);
    }

    public static TheoryData<string, Action<V1.CallSetup>> BrokenSetups => new()
    {
        { "setup.call_id", s => s.CallId = "" },
        { "setup.call_id", s => s.CallId = "a\u0007b" },
        { "setup.call_id", s => s.CallId = new string('x', 129) },
        { "setup.channels", s => s.Channels.Clear() },
        { "setup.channels", s => s.Channels.Add(Enumerable.Repeat(V1.Channel.Caller, 7)) },
        { "setup.channels", s => s.Channels[0] = V1.Channel.Unspecified },
        { "setup.channels", s => s.Channels[0] = V1.Channel.Mixed },
        { "setup.channels", s => s.Channels[0] = V1.Channel.Caller },
        { "setup.encoding", s => s.Encoding = V1.AudioEncoding.Unspecified },
        { "setup.encoding", s => s.Encoding = (V1.AudioEncoding)99 },
        { "setup.sample_rate_hz", s => s.SampleRateHz = 7999 },
        { "setup.sample_rate_hz", s => s.SampleRateHz = 48001 },
        { "setup.pacing", s => s.Pacing = (V1.Pacing)9 },
        { "setup.attributes", s => s.Attributes.Add("k", new string('v', 257)) },
        { "setup.resume_after_sequence", s => s.ResumeAfterSequence = 4 },
    };

    [Theory(Timeout = 20_000, DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(BrokenSetups))]
    public async Task StreamCall_BrokenSetup_IsInvalidArgumentNamingTheField(string field, Action<V1.CallSetup> breakIt)
    {
        await using var appliance = await StartAsync();
        using var call = appliance.Client.StreamCall(cancellationToken: Ct);
        await call.RequestStream.WriteAsync(Setup(change: breakIt), Ct);

        var (events, failure) = await ReadToFailureAsync(call.ResponseStream);

        Assert.Empty(events);
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.StartsWith(field + ": ", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Empty(appliance.Desk.List());
    }

    [Theory(Timeout = 20_000)]
    [InlineData(RefusalReason.Full, StatusCode.ResourceExhausted)]
    [InlineData(RefusalReason.NotReady, StatusCode.FailedPrecondition)]
    [InlineData(RefusalReason.UnknownCall, StatusCode.NotFound)]
    [InlineData(RefusalReason.AlreadyOpen, StatusCode.AlreadyExists)]
    [InlineData(RefusalReason.InvalidSetup, StatusCode.InvalidArgument)]
    public async Task StreamCall_Refused_SaysWhyWithItsOwnStatus(RefusalReason reason, StatusCode status)
    {
        await using var appliance = await StartAsync(new() { Refusal = new(reason, "because") });
        using var call = appliance.Client.StreamCall(cancellationToken: Ct);
        await call.RequestStream.WriteAsync(Setup(), Ct);

        var (_, failure) = await ReadToFailureAsync(call.ResponseStream);

        Assert.Equal(status, failure.StatusCode);
        Assert.Contains("because", failure.Status.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string, V1.CallAudio[]> BrokenStreams => new()
    {
        { "setup", [Setup()] },
        { "payload", [new()] },
        { "audio.data", [new() { Audio = new() { StartS = 0 } }] },
        { "audio.data", [new() { Audio = new() { StartS = 0, Data = ByteString.CopyFrom(new byte[321]) } }] },
        { "audio.data", [Audio(0, 2.1)] },
        { "audio.start_s", [Audio(-0.1)] },
        { "audio.start_s", [Audio(double.NaN)] },
        { "audio.start_s", [Audio(0), Audio(0.05)] },
        { "audio.start_s", [Audio(0), Audio(61)] },
        { "end", [new() { End = new() }, Audio(0)] },
    };

    [Theory(Timeout = 20_000, DisableDiscoveryEnumeration = true)]
    [MemberData(nameof(BrokenStreams))]
    public async Task StreamCall_BrokenAfterSetup_EndsTheCallThenNamesTheField(string field, V1.CallAudio[] messages)
    {
        var mayEnd = new TaskCompletionSource();
        await using var appliance = await StartAsync(new() { Prepare = call => call.MayEnd = mayEnd.Task });
        using var call = await appliance.OpenAsync();
        foreach (var message in messages)
            await call.RequestStream.WriteAsync(message, Ct);
        await call.RequestStream.CompleteAsync();
        await appliance.LoggedAsync(2105);
        mayEnd.SetResult();

        var (events, failure) = await ReadToFailureAsync(call.ResponseStream);

        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.StartsWith(field + ": ", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(field == "end" ? V1.EndReason.Completed : V1.EndReason.Rejected, events[^1].Ended.Reason);
    }

    [Fact(Timeout = 20_000)]
    public async Task StreamCall_FirstMessageNoSetup_IsNamed()
    {
        await using var appliance = await StartAsync();
        using var call = appliance.Client.StreamCall(cancellationToken: Ct);
        await call.RequestStream.WriteAsync(Audio(0), Ct);

        var (_, failure) = await ReadToFailureAsync(call.ResponseStream);

        Assert.Equal((StatusCode.InvalidArgument, "setup: the first message is the setup, not audio"), (failure.StatusCode, failure.Status.Detail));
    }

    [Theory(Timeout = 20_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task StreamCall_GarbageMessage_IsInvalidArgument(bool afterSetup)
    {
        await using var appliance = await StartAsync();
        var method = new Method<byte[], V1.CallEvent>(
            MethodType.DuplexStreaming, "triage.v1.CallTriage", "StreamCall",
            Marshallers.Create(bytes => bytes, bytes => bytes), Marshallers.Create(e => e.ToByteArray(), V1.CallEvent.Parser.ParseFrom));
        using var call = appliance.Channel.CreateCallInvoker().AsyncDuplexStreamingCall(method, null, new CallOptions(cancellationToken: Ct));
        if (afterSetup)
            await call.RequestStream.WriteAsync(Setup().ToByteArray(), Ct);
        await call.RequestStream.WriteAsync([0xFF, 0xFF, 0xFF, 0xFF, 0x01], Ct);

        var (events, failure) = await ReadToFailureAsync(call.ResponseStream);

        Assert.Equal((StatusCode.InvalidArgument, "payload: is no CallAudio message"), (failure.StatusCode, failure.Status.Detail));
        Assert.Equal(afterSetup, events.Any(e => e.Ended is { Reason: V1.EndReason.Rejected }));
        appliance.ExpectsErrors = true; // the framework logs the message it could not read
    }

    [Fact(Timeout = 20_000)]
    public async Task StreamCall_NothingSent_EndsAfterTheSetupTimeout()
    {
        await using var appliance = await StartAsync(streams: new() { SetupTimeout = TimeSpan.FromMilliseconds(50) });
        using var call = appliance.Client.StreamCall(cancellationToken: Ct);

        var (_, failure) = await ReadToFailureAsync(call.ResponseStream);

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact(Timeout = 20_000)]
    public async Task StreamCall_ClientVanishes_DetachesTheCall()
    {
        await using var appliance = await StartAsync();
        using var vanish = new CancellationTokenSource();
        using var call = await appliance.OpenAsync(ct: vanish.Token);
        await call.RequestStream.WriteAsync(Audio(0), Ct);

        await vanish.CancelAsync();

        await appliance.Desk.Call("c1").Detached.WaitAsync(Ct);
        Assert.Equal(CallState.Detached, appliance.Desk.Call("c1").State);
    }

    [Fact(Timeout = 20_000)]
    public async Task StreamCall_ClosedWithoutEnd_DetachesAndSaysSo()
    {
        await using var appliance = await StartAsync();
        using var call = await appliance.OpenAsync();
        await call.RequestStream.CompleteAsync();

        var (_, failure) = await ReadToFailureAsync(call.ResponseStream);

        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.StartsWith("end: ", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(CallState.Detached, appliance.Desk.Call("c1").State);
    }

    [Fact(Timeout = 20_000)]
    public async Task StreamCall_Resume_GoesOnWhereTheCallStandsAndSendsOnlyNewerEvents()
    {
        await using var appliance = await StartAsync();
        using var vanish = new CancellationTokenSource();
        using (var first = await appliance.OpenAsync(ct: vanish.Token))
        {
            await first.RequestStream.WriteAsync(Audio(0, 0.5), Ct);
            await first.RequestStream.WriteAsync(new() { Flush = new() { Id = 1 } }, Ct);
            Assert.True(await first.ResponseStream.MoveNext(Ct));
            await vanish.CancelAsync();
            await appliance.Desk.Call("c1").Detached.WaitAsync(Ct);
        }

        using var second = appliance.Client.StreamCall(cancellationToken: Ct);
        await second.RequestStream.WriteAsync(Setup(change: s => (s.Resume, s.ResumeAfterSequence) = (true, 1)), Ct);
        await second.RequestStream.WriteAsync(Audio(0.5), Ct);
        await second.RequestStream.WriteAsync(new() { End = new() }, Ct);
        await second.RequestStream.CompleteAsync();
        var events = await ReadAllAsync(second.ResponseStream);

        Assert.Equal(0.5, events[0].Opened.HeldUntilS, 6);
        Assert.Equal([0L, 2L], events.Select(e => e.Sequence));
        Assert.Equal(V1.EndReason.Completed, events[1].Ended.Reason);
    }

    [Fact(Timeout = 20_000)]
    public async Task StreamCall_ResumeWhileTheOldStreamStands_EndsItAsTakenOverAndGoesOn()
    {
        await using var appliance = await StartAsync();
        using var old = await appliance.OpenAsync();
        await old.RequestStream.WriteAsync(Audio(0, 0.5), Ct);
        await old.RequestStream.WriteAsync(new() { Flush = new() { Id = 1 } }, Ct);
        Assert.True(await old.ResponseStream.MoveNext(Ct));

        using var back = await appliance.OpenAsync(Setup(change: s => (s.Resume, s.ResumeAfterSequence) = (true, 1)));
        var (_, failure) = await ReadToFailureAsync(old.ResponseStream);
        await back.RequestStream.WriteAsync(Audio(0.5), Ct);
        await back.RequestStream.WriteAsync(new() { End = new() }, Ct);
        await back.RequestStream.CompleteAsync();
        var events = await ReadAllAsync(back.ResponseStream);

        Assert.Equal(StatusCode.Aborted, failure.StatusCode);
        Assert.Contains("resumed the call", failure.Status.Detail, StringComparison.Ordinal);
        Assert.Equal(V1.EndReason.Completed, Assert.Single(events).Ended.Reason);
        Assert.Equal([(0.0, 16000), (0.5, 3200)], appliance.Desk.Call("c1").Writes);
    }

    [Fact(Timeout = 30_000)]
    public async Task StreamCall_ReaderTooSlowForFinals_EndsNamingTheSequenceAndLosesNothing()
    {
        await using var appliance = await StartAsync(streams: new() { OutboxCapacity = 8, ReaderPatience = TimeSpan.FromMilliseconds(300) });
        using var call = await appliance.OpenAsync();
        var scripted = appliance.Desk.Call("c1");
        for (var i = 0; i < 300; i++)
            scripted.Emit(new FinalTranscript(CallChannel.Caller, i, i, i + 1, new string('a', 8000), [], false, default));
        await scripted.Detached.WaitAsync(Ct);

        var (events, failure) = await ReadToFailureAsync(call.ResponseStream);

        Assert.Equal(StatusCode.ResourceExhausted, failure.StatusCode);
        var named = long.Parse(failure.Status.Detail["reader too slow, resume from sequence ".Length..], System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(Enumerable.Range(1, events.Count).Select(i => (long)i), events.Select(e => e.Sequence));
        Assert.InRange(named, 1, events.Count);
        Assert.Equal(CallState.Detached, scripted.State);

        _ = scripted.CompleteAsync(EndReason.Disconnected, Ct);
        using var watch = appliance.Client.WatchCalls(new() { CallId = "c1", AfterSequence = named }, cancellationToken: Ct);
        var rest = await ReadFinalsAsync(watch.ResponseStream, appliance, named);
        Assert.Equal(300, rest);
    }

    [Fact(Timeout = 20_000)]
    public async Task StreamCall_ApplianceEndsTheCall_StreamEndsWellWithTheReason()
    {
        await using var appliance = await StartAsync();
        using var call = await appliance.OpenAsync();

        await appliance.Desk.Call("c1").CompleteAsync(EndReason.Failed, Ct);
        var events = await ReadAllAsync(call.ResponseStream);

        Assert.Equal(V1.EndReason.Failed, Assert.Single(events).Ended.Reason);
    }

    /// <summary>Reads finals to the end, coming back whenever the small outbox makes the reader too slow; returns the last utterance's number.</summary>
    private static async Task<long> ReadFinalsAsync(IAsyncStreamReader<V1.CallEvent> events, TestAppliance appliance, long last)
    {
        while (true)
        {
            try
            {
                while (await events.MoveNext(Ct))
                {
                    if (events.Current.Ended is not null)
                        return last;
                    if (events.Current.Sequence > last)
                        Assert.Equal(last + 1, last = events.Current.Sequence);
                }
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.ResourceExhausted)
            {
                events = appliance.Client.WatchCalls(new() { CallId = "c1", AfterSequence = last }, cancellationToken: Ct).ResponseStream;
            }
        }
    }
}
