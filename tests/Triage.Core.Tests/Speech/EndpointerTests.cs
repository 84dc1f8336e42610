using FsCheck.Xunit;
using Triage.Core.Speech;
using static Triage.Core.Speech.EndpointDecision;

namespace Triage.Core.Tests.Speech;

public sealed class EndpointerTests
{
    /// <summary>Frames with the defaults: opens after 2, confirms after 8, pauses after 7 silent, closes after 16.</summary>
    private static readonly SpeechOptions Options = new();

    [Theory]
    [InlineData("s1 _20", "")] // one frame is no speech
    [InlineData("s2 _16", "1:Opened 17:Discarded")]
    [InlineData("s7 _16", "1:Opened 22:Discarded")] // a click, however loud
    [InlineData("s8 _6", "1:Opened 7:Confirmed")]
    [InlineData("s8 _7", "1:Opened 7:Confirmed 14:Pause")]
    [InlineData("s8 _16", "1:Opened 7:Confirmed 14:Pause 23:Closed")]
    [InlineData("s8 _15 s1 _16", "1:Opened 7:Confirmed 14:Pause 23:Resumed 30:Pause 39:Closed")]
    [InlineData("s8 _3 s1 _7", "1:Opened 7:Confirmed 18:Pause")] // a short gap is none
    [InlineData("s4 _10 s4 _16", "1:Opened 17:Confirmed 24:Pause 33:Closed")] // speech adds up over gaps
    [InlineData("s8 _16 s8", "1:Opened 7:Confirmed 14:Pause 23:Closed 25:Opened 31:Confirmed")]
    [InlineData("s1 _1 s1 _1 s2", "5:Opened")] // opening wants an unbroken run
    [InlineData("s8 h20 _7", "1:Opened 7:Confirmed 34:Pause")] // between the thresholds speech goes on
    [InlineData("h20", "")] // and does not begin
    [InlineData("s8 _1 h15", "1:Opened 7:Confirmed 14:Pause 23:Closed")] // nor come back
    public void Advance_Frames_DecideByTheRules(string frames, string expected)
    {
        var endpointer = new Endpointer(Options);
        var decisions = Probabilities(frames).Select((p, i) => (i, Decision: endpointer.Advance(p))).Where(d => d.Decision != None);

        Assert.Equal(expected, string.Join(' ', decisions.Select(d => $"{d.i}:{d.Decision}")));
    }

    [Fact]
    public void Advance_NotANumber_IsSilence()
    {
        var endpointer = new Endpointer(Options);

        Assert.All(Enumerable.Range(0, 50), _ => Assert.Equal(None, endpointer.Advance(float.NaN)));
    }

    /// <summary>Any probabilities: decisions come in the one possible order, and a close needs its silence.</summary>
    [Property(MaxTest = 300)]
    public void Advance_AnyProbabilities_KeepsTheOrder(byte[] values, byte open, byte min, byte speculate, byte close)
    {
        var options = new SpeechOptions
        {
            OpenMs = 32 + open % 200, MinSpeechMs = 32 + min * 3, CloseAfterMs = 300 + close % 5 * 150, SpeculateAfterMs = 32 + speculate,
        };
        Assert.Null(options.Fault());
        var endpointer = new Endpointer(options);
        EndpointDecision[] follows = [Discarded, Closed];
        var silent = 0;
        foreach (var value in values.SelectMany(v => Enumerable.Repeat(v % 8 / 7f, v / 8 + 1)))
        {
            var decision = endpointer.Advance(value);
            silent = endpointer.InSpeech ? 0 : silent + 1;
            Assert.Equal(endpointer.IsOpen ? silent : endpointer.SilenceFrames, endpointer.SilenceFrames);
            if (decision == None)
                continue;
            var allowed = follows[^1] switch
            {
                Discarded or Closed => new[] { Opened },
                Opened => [Confirmed, Discarded],
                Confirmed or Resumed => [Pause, Closed],
                Pause => [Resumed, Closed],
                _ => [],
            };
            Assert.Contains(decision, allowed);
            if (decision is Closed or Discarded)
                Assert.Equal(SpeechOptions.Frames(options.CloseAfterMs), silent);
            if (decision == Confirmed)
                Assert.True(endpointer.SpeechFrames >= SpeechOptions.Frames(options.MinSpeechMs));
            follows = [.. follows, decision];
        }
    }

    [Theory]
    [InlineData(0, "7:Confirmed 14:Pause")]
    [InlineData(8, "14:Pause")]
    public void ContinueAfterCut_GoesOnWithWhatIsLeft(int speechFrames, string expected)
    {
        var endpointer = new Endpointer(Options);
        foreach (var p in Probabilities("s100"))
            endpointer.Advance(p);

        endpointer.ContinueAfterCut(speechFrames);

        var decisions = Probabilities("s8 _7").Select((p, i) => (i, Decision: endpointer.Advance(p))).Where(d => d.Decision != None);
        Assert.Equal(expected, string.Join(' ', decisions.Select(d => $"{d.i}:{d.Decision}")));
    }

    public static TheoryData<SpeechOptions, string> Faults => new()
    {
        { new SpeechOptions { EnterProbability = float.NaN }, "EnterProbability" },
        { new SpeechOptions { LeaveProbability = 0.6f }, "LeaveProbability" },
        { new SpeechOptions { LeaveProbability = 0 }, "LeaveProbability" },
        { new SpeechOptions { CloseAfterMs = 299 }, "CloseAfterMs" },
        { new SpeechOptions { PartialEveryMs = 100 }, "PartialEveryMs" },
        { new SpeechOptions { CutAfterS = double.NaN }, "CutAfterS" },
        { new SpeechOptions { CutAfterS = 29 }, "CutAfterS" },
        { new SpeechOptions { OpenMs = 0 }, "OpenMs" },
        { new SpeechOptions { MinSpeechMs = 0 }, "MinSpeechMs" },
        { new SpeechOptions { PreRollMs = -1 }, "PreRollMs" },
        { new SpeechOptions { WindowTailS = double.NaN }, "WindowTailS" },
        { new SpeechOptions { SpeculateAfterMs = 501 }, "SpeculateAfterMs" },
        { new SpeechOptions { NoSpeechProbability = 2 }, "NoSpeechProbability" },
        { new SpeechOptions { DoubtLogProbability = 1 }, "DoubtLogProbability" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Fault_OutOfRange_NamesTheOption(SpeechOptions options, string name) => Assert.StartsWith(name, options.Fault());

    /// <summary>s: speech, _: silence, h: between the two thresholds; each with its number of frames.</summary>
    private static IEnumerable<float> Probabilities(string frames) =>
        frames.Split(' ').SelectMany(f => Enumerable.Repeat(f[0] switch { 's' => 0.9f, 'h' => 0.4f, _ => 0.1f }, int.Parse(f[1..])));
}
