using FsCheck.Xunit;
using Triage.Core.Calls;
using Triage.Core.Speech;

namespace Triage.Core.Tests.Calls;

public sealed class RecordedCallTests
{
    private const int Second = ToneSpeech.RateHz;

    [Fact(Timeout = 20_000)]
    public async Task Call_TwoUtterances_GivesTheirWordsInOrderWithTimes()
    {
        await using var call = new ScriptedCall();
        var line = ToneSpeech.Line(8).Say(Second, 0, 1, 2).Say(4 * Second, 3, 4);

        var events = await call.PlayAsync(ScriptedCall.Setup(), ToneSpeech.Pcm(line), [800]);

        var finals = events.OfType<FinalTranscript>().ToArray();
        Assert.Equal([ToneSpeech.Text(0, 1, 2), ToneSpeech.Text(3, 4)], finals.Select(f => f.Text));
        Assert.All(finals, f => Assert.False(f.LowConfidence));
        Assert.Equal(1, finals[0].StartS, 0.05);
        Assert.Equal(1.9, finals[0].EndS, 0.1);
        Assert.Equal(["douleur", "poitrine", "tombé"], finals[0].Words.Select(w => w.Text));
        Assert.Equal([1, 1.32, 1.64], finals[0].Words.Select(w => w.StartS), (a, b) => Math.Abs(a - b) < 0.12);
        Assert.Equal(2, events.OfType<SpeechStarted>().Count());
        Assert.Equal(["turns-1", "turns-2"], events.OfType<SuggestionMade>().Select(s => s.Suggestion.Motive.Code));
        Assert.Equal(events.Skip(2), await call.EventsAsync(after: events[1].Sequence));
        Assert.Equal(new CallEnded(EndReason.Completed, 8, 0) { Sequence = events[^1].Sequence }, events[^1]);
    }

    [Fact(Timeout = 20_000)]
    public async Task Partials_OfOneUtterance_GrowAStablePrefixOfTheFinal()
    {
        var sink = new RecordingSink();
        await using var call = new ScriptedCall(sinks: sink);
        var line = ToneSpeech.Line(8).Say(Second, 0, 1, 2, 3, 4, 5, 6, 7, 0, 2, 4, 6);

        await call.PlayAsync(ScriptedCall.Setup(), ToneSpeech.Pcm(line), [160]);

        var final = Assert.Single(sink.Events.OfType<FinalTranscript>());
        var partials = sink.Events.OfType<PartialTranscript>().ToArray();
        Assert.True(partials.Length >= 5, $"{partials.Length} partials");
        Assert.NotEqual("", partials[^1].Stable);
        for (var i = 0; i < partials.Length; i++)
        {
            Assert.StartsWith(partials[i].Stable, partials[i].Text);
            Assert.StartsWith(partials[i].Stable, final.Text);
            if (i > 0)
                Assert.StartsWith(partials[i - 1].Stable, partials[i].Stable);
        }
    }

    /// <summary>The same recording gives the same events, sequence numbers and all, however it is cut and however many lanes there are.</summary>
    [Property(MaxTest = 12)]
    public async Task Events_AnySplitIntoChunks_AreTheSame(ushort[] sizes, byte lanes)
    {
        var pcm = Conversation();
        var setup = ScriptedCall.Setup(channels: 2);
        await using var whole = new ScriptedCall(lanes: 1);
        await using var split = new ScriptedCall(lanes: lanes % 3 + 1);

        var expected = await whole.PlayAsync(setup, pcm, [pcm.Length]);
        var actual = await split.PlayAsync(setup, pcm, [.. sizes.Select(s => s % 3000 + 1), 77]);

        Assert.Equal(expected.Select(ScriptedCall.Describe), actual.Select(ScriptedCall.Describe));
        Assert.Contains(expected, e => e is AudioGap { Reason: GapReason.SilentLine });
        Assert.Contains(expected, e => e is AudioGap { Reason: GapReason.Clipped });
        Assert.Equal(4, expected.OfType<FinalTranscript>().Count());
    }

    [Theory(Timeout = 20_000)]
    [InlineData(6)]
    [InlineData(9)]
    public async Task LongSpeech_PassesTheLimit_IsCutAndKeepsEveryWord(double cutAfterS)
    {
        var spoken = Enumerable.Range(0, 60).Select(i => i * 5 % 8).ToArray();
        await using var call = new ScriptedCall(new SpeechOptions { CutAfterS = cutAfterS });
        var line = ToneSpeech.Line(22).Say(Second, spoken);

        var events = await call.PlayAsync(ScriptedCall.Setup(), ToneSpeech.Pcm(line), [160]);

        var finals = events.OfType<FinalTranscript>().ToArray();
        Assert.True(finals.Length >= 2, $"{finals.Length} finals");
        Assert.Equal(ToneSpeech.Text(spoken), string.Join(' ', finals.Select(f => f.Text)));
        Assert.Equal(Enumerable.Range(1, finals.Length), finals.Select(f => f.Utterance));
        Assert.All(finals.SkipLast(1), f => Assert.InRange(f.EndS - f.StartS, 3, cutAfterS + 0.5));
        Assert.All(finals.Zip(finals.Skip(1)), p => Assert.True(p.First.EndS <= p.Second.StartS + 1e-9));
    }

    [Fact(Timeout = 20_000)]
    public async Task Final_SilenceLongEnough_AdoptsTheSpeculation()
    {
        await using var call = new ScriptedCall();

        await call.PlayAsync(ScriptedCall.Setup(), ToneSpeech.Pcm(ToneSpeech.Line(3).Say(Second, 0)), [256]);

        // 256 ms of speech: no partial is due, and the speculation of the pause is the final.
        Assert.Equal(1, call.Script.Begun);
    }

    [Fact(Timeout = 20_000)]
    public async Task Final_SpeechComesAgainInThePause_IsBegunAnew()
    {
        await using var call = new ScriptedCall();
        var line = ToneSpeech.Line(4).Say(Second, 0).Say(Second + ToneSpeech.ToneSamples + Second * 3 / 10, 1);

        var events = await call.PlayAsync(ScriptedCall.Setup(), ToneSpeech.Pcm(line), [256]);

        Assert.Equal(ToneSpeech.Text(0, 1), Assert.Single(events.OfType<FinalTranscript>()).Text);
        Assert.Equal(2, call.Script.Begun);
    }

    [Fact(Timeout = 20_000)]
    public async Task Final_LoopsInItsWindow_IsRetriedOnceInTheLongest()
    {
        await using var call = new ScriptedCall();
        call.Script.Loops = window => window < 30;

        var events = await call.PlayAsync(ScriptedCall.Setup(), ToneSpeech.Pcm(ToneSpeech.Line(3).Say(Second, 0)), [256]);

        Assert.Equal(2, call.Script.Begun);
        Assert.False(Assert.Single(events.OfType<FinalTranscript>()).LowConfidence);
    }

    [Fact(Timeout = 20_000)]
    public async Task Final_LoopsEvenInTheLongestWindow_IsLowConfidence()
    {
        await using var call = new ScriptedCall();
        call.Script.Loops = _ => true;

        var events = await call.PlayAsync(ScriptedCall.Setup(), ToneSpeech.Pcm(ToneSpeech.Line(3).Say(Second, 0)), [256]);

        Assert.Equal(2, call.Script.Begun);
        Assert.True(Assert.Single(events.OfType<FinalTranscript>()).LowConfidence);
    }

    [Fact(Timeout = 20_000)]
    public async Task RecognizerThrows_OnOneUtterance_CallGoesOn()
    {
        await using var call = new ScriptedCall();
        call.Script.Fault = number =>
        {
            if (number == 1)
                throw new InvalidOperationException("the graph failed");
        };
        var line = ToneSpeech.Line(6).Say(Second, 0).Say(3 * Second, 1);

        var events = await call.PlayAsync(ScriptedCall.Setup(), ToneSpeech.Pcm(line), [256]);

        var finals = events.OfType<FinalTranscript>().ToArray();
        Assert.Equal(("", true), (finals[0].Text, finals[0].LowConfidence));
        Assert.Equal((ToneSpeech.Text(1), false), (finals[1].Text, finals[1].LowConfidence));
        Assert.Contains(events, e => e is Degraded { What: "recognition", Active: true });
        Assert.Equal(EndReason.Completed, Assert.IsType<CallEnded>(events[^1]).Reason);
    }

    [Fact(Timeout = 20_000)]
    public async Task AssessorThrows_CallGoesOnWithoutSuggestion()
    {
        await using var call = new ScriptedCall();
        call.Triage.OnAdd = () => throw new InvalidOperationException("heads");

        var events = await call.PlayAsync(ScriptedCall.Setup(), ToneSpeech.Pcm(ToneSpeech.Line(3).Say(Second, 0)), [256]);

        Assert.Single(events.OfType<FinalTranscript>());
        Assert.Contains(events, e => e is Degraded { What: "triage" });
        Assert.Equal(EndReason.Completed, Assert.IsType<CallEnded>(events[^1]).Reason);
    }

    [Fact(Timeout = 20_000)]
    public async Task OtherLanguage_HeardLongEnough_IsSaidOnceAndTheAssessmentAbstains()
    {
        await using var call = new ScriptedCall();
        call.Script.Language = (0.02f, "es");
        int[] words = [0, 1, 2, 3, 4, 5, 6, 7];
        var line = ToneSpeech.Line(16).Say(Second, words).Say(5 * Second, words).Say(10 * Second, words);

        var events = await call.PlayAsync(ScriptedCall.Setup(), ToneSpeech.Pcm(line), [256]);

        Assert.Single(events.OfType<Degraded>(), d => d.What == "language");
        Assert.Equal(
            [AbstentionReasonOf(false), AbstentionReasonOf(true), AbstentionReasonOf(true)],
            events.OfType<SuggestionMade>().Select(s => s.Suggestion.Reason));
    }

    [Fact(Timeout = 20_000)]
    public async Task Clicks_ShorterThanSpeech_AreNotDecoded()
    {
        await using var call = new ScriptedCall();
        var line = ToneSpeech.Line(6);
        for (var i = 0; i < 5; i++)
            Array.Fill(line, 0.3f, Second * i + 500, 1000);

        var events = await call.PlayAsync(ScriptedCall.Setup(), ToneSpeech.Pcm(line), [256]);

        Assert.Equal(0, call.Script.Begun);
        Assert.DoesNotContain(events, e => e is SpeechStarted or FinalTranscript);
    }

    [Fact(Timeout = 20_000)]
    public async Task EndOfCall_InTheMiddleOfAWord_StillGivesTheFinal()
    {
        await using var call = new ScriptedCall();
        var line = ToneSpeech.Line(3).Say(Second, 0, 1, 2)[..(Second + 2 * ToneSpeech.WordSamples)];

        var events = await call.PlayAsync(ScriptedCall.Setup(), ToneSpeech.Pcm(line), [1000]);

        Assert.Equal(ToneSpeech.Text(0, 1), Assert.Single(events.OfType<FinalTranscript>()).Text);
    }

    /// <summary>Two speakers who overlap, a clipped second, and a line that dies.</summary>
    private static byte[] Conversation()
    {
        var (first, second) = (ToneSpeech.Line(16).Say(Second / 2, 0, 1, 2, 3).Say(4 * Second, 4, 5), ToneSpeech.Line(16).Say(Second, 6, 7, 0).Say(3 * Second, 1));
        Array.Clear(first, 5 * Second + 137, first.Length - 5 * Second - 137);
        for (var i = 3 * Second; i < 3 * Second + ToneSpeech.ToneSamples; i++)
            second[i] = Math.Clamp(second[i] * 20, -1, 1);
        return ToneSpeech.Pcm(first, second);
    }

    private static Core.Assessment.AbstentionReason AbstentionReasonOf(bool other) =>
        other ? Core.Assessment.AbstentionReason.OtherLanguage : Core.Assessment.AbstentionReason.None;
}
