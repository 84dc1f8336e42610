using Triage.Server.Benchmarks.Load;

namespace Triage.Server.Tests.Benchmarks.Load;

public sealed class LoadTallyTests
{
    private readonly LoadTally _tally = new();

    [Fact]
    public void Finals_OfEveryAnnouncedUtterance_AreAllDelivered()
    {
        See(Window(1000), Speech(1, 1, 2.08), Speech(1, 2, 2.5), Final(1, 2, 2.5), Final(1, 1, 2.08), End(1), Window(9000, closes: true));

        var seen = _tally.Figures();

        Assert.Equal((2, 2, 0), (seen.FinalsExpected, seen.FinalsDelivered, _tally.Missed));
    }

    [Fact]
    public void Final_ThatNeverCame_IsMissedOnceItsCallEnded()
    {
        See(Window(1000), Speech(1, 1, 2), Speech(1, 1, 5), Final(1, 1, 2));
        Assert.Equal(0, _tally.Missed);

        See(End(1));

        Assert.Equal((2, 1, 1), (_tally.Figures().FinalsExpected, _tally.Figures().FinalsDelivered, _tally.Missed));
    }

    [Fact]
    public void Final_OfTheOtherChannelOrCall_DoesNotStandIn()
    {
        See(Speech(1, 1, 2), Final(1, 2, 2), Final(2, 1, 2), End(1), End(2));

        Assert.Equal((3, 2), (_tally.Figures().FinalsExpected, _tally.Figures().FinalsDelivered));
    }

    [Fact]
    public void Final_AfterACut_IsExpectedThoughNotAnnounced()
    {
        See(Speech(1, 1, 2), Final(1, 1, 2), Final(1, 1, 22.4), End(1));

        Assert.Equal((2, 2), (_tally.Figures().FinalsExpected, _tally.Figures().FinalsDelivered));
    }

    [Fact]
    public void Final_OfACallThatBroke_IsMissedAndTheCauseNamed()
    {
        See(Speech(1, 1, 2), new() { Kind = ClientEventKind.Failed, Call = 1, What = "Unavailable" }, Speech(2, 1, 1));

        var seen = _tally.Figures();

        Assert.Equal((2, 0), (seen.FinalsExpected, seen.FinalsDelivered));
        Assert.Equal([new("Unavailable", 1)], seen.Failures);
    }

    [Fact]
    public void Latencies_CountInTheWindowOnly()
    {
        See(Final(1, 1, 1, queue: 5000), Window(1000), Final(1, 1, 3, queue: 100), Final(1, 1, 5, queue: 700), Window(9000, closes: true), Final(1, 1, 7, queue: 9000));

        var seen = _tally.Figures();

        Assert.Equal((4, 2, 1), (seen.FinalsDelivered, seen.FinalsInWindow, seen.FinalsOnTime));
        Assert.Equal(0.5, seen.OnTimeShare);
        Assert.Equal(780, seen.AfterEndpoint!.Max);
        Assert.Equal((500, 100, 80), (seen.Endpointing!.P50, seen.Queue!.P50, seen.Recognition!.P50));
        Assert.Equal((8, 4), (seen.WindowS, seen.SpeechS));
    }

    [Fact]
    public void Degraded_LastsFromItsStartToItsEndOrThatOfTheCall()
    {
        See(Degraded(1, 1000, true), Degraded(1, 4000, false), Degraded(2, 2000, true), End(2) with { T = 9000 });

        Assert.Equal([new("partials", 2, 10, 7)], _tally.Figures().Degradations);
    }

    [Fact]
    public void Audio_NotCountedByTheAppliance_IsLostToo()
    {
        See(End(1) with { AudioS = 60, LostS = 0.5, SentS = 60 }, End(2) with { AudioS = 59, SentS = 60 }, End(3) with { AudioS = 59.999, SentS = 60 });

        Assert.Equal(1.5, _tally.Figures().AudioLostS, 6);
    }

    [Fact]
    public void Events_NumberedButNotReceived_AreCounted()
    {
        See(End(1) with { Sequence = 40, Received = 37 });

        Assert.Equal(3, _tally.Figures().EventsMissing);
    }

    [Fact]
    public void ClientEvent_ThroughALine_IsTheSame()
    {
        var final = Final(3, 2, 4.25, queue: 12.5) with { T = 1234.5, SeenMs = 900 };

        Assert.Equal(final, ClientEvent.TryParse(final.ToLine()));
        Assert.Null(ClientEvent.TryParse("info: not ours"));
        Assert.DoesNotContain("what", final.ToLine(), StringComparison.Ordinal);
    }

    private void See(params ClientEvent[] events)
    {
        foreach (var happened in events)
            _tally.Observe(happened);
    }

    private static ClientEvent Window(double t, bool closes = false) => new() { Kind = closes ? ClientEventKind.WindowClosed : ClientEventKind.WindowOpened, T = t };

    private static ClientEvent Speech(int call, int channel, double startS) => new() { Kind = ClientEventKind.SpeechStarted, Call = call, Channel = channel, StartS = startS };

    private static ClientEvent Final(int call, int channel, double startS, double queue = 0) => new()
    {
        Kind = ClientEventKind.Final, Call = call, Channel = channel, StartS = startS, EndS = startS + 2,
        EndpointingMs = 500, QueueMs = queue, RecognitionMs = 80, TotalMs = 580 + queue,
    };

    private static ClientEvent Degraded(int call, double t, bool active) => new() { Kind = ClientEventKind.Degraded, Call = call, T = t, What = "partials", Active = active };

    private static ClientEvent End(int call) => new() { Kind = ClientEventKind.Ended, Call = call, What = "Completed" };
}
