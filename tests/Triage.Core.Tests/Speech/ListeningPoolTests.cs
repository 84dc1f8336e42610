using Triage.Core.Speech;
using Triage.Core.Tests.Calls;

namespace Triage.Core.Tests.Speech;

public sealed class ListeningPoolTests
{
    private const int Bins = 80, FramesOfSpeech = 40;

    [Fact]
    public void Channels_OneAfterAnother_UseTheSameMemory()
    {
        var pool = new ListeningPool();
        for (var i = 0; i < 5; i++)
        {
            Speak(pool);
            Assert.Equal((1, 1), pool.Held);
        }
    }

    [Fact]
    public void Channel_OverUsedMemory_HearsOnlyItsOwnSound()
    {
        var (used, fresh) = (new ListeningPool(), new ListeningPool());
        Speak(used, loudness: 0.9f);
        Assert.Equal(Speak(fresh, loudness: 0.3f), Speak(used, loudness: 0.3f));
        var utterance = used.TakeUtterance(Bins, ToneSpeech.Vocabulary);
        Assert.Equal((0, 0, 0L), (utterance.Samples.Length, utterance.Agreement.Committed.Count, utterance.EndSample));
        var ring = used.TakeRing(31 * Utterance.SampleRateHz);
        Assert.Equal((0L, 0L), (ring.Start, ring.End));
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.Piece(0, 1).Length);
    }

    [Fact]
    public void Channels_MoreThanThePoolHolds_AreLetGo()
    {
        var pool = new ListeningPool();
        ListeningChannel[] channels = [.. Enumerable.Range(0, 40).Select(_ => Channel(pool))];
        foreach (var channel in channels)
            Hear(channel, 0.5f);
        foreach (var channel in channels)
        {
            channel.Dispose();
            channel.Dispose();
        }
        Assert.Equal((16, 24), pool.Held);
    }

    [Fact]
    public void Take_AnotherSize_IsNewMemory()
    {
        var pool = new ListeningPool();
        Speak(pool);
        Assert.Equal(128, pool.TakeUtterance(128, ToneSpeech.Vocabulary).MelBins);
        Assert.Equal(100, pool.TakeRing(100).Capacity);
        Assert.Equal((1, 1), pool.Held);
    }

    private static ListeningChannel Channel(ListeningPool pool) => new(new SpeechOptions(), new ScriptedActivity(() => { }), ToneSpeech.Vocabulary, Bins, pool);

    private static float[] Speak(ListeningPool pool, float loudness = 0.5f)
    {
        using var channel = Channel(pool);
        return Hear(channel, loudness);
    }

    /// <summary>The sound of the utterance that was heard.</summary>
    private static float[] Hear(ListeningChannel channel, float loudness)
    {
        var activity = new float[256];
        var frame = new float[ListeningChannel.FrameSamples];
        for (var i = 0; i < FramesOfSpeech; i++)
        {
            Array.Fill(activity, loudness);
            Array.Fill(frame, loudness * (i + 1) / FramesOfSpeech);
            channel.Push(activity, frame, i);
        }
        var utterance = channel.CloseNow() ?? throw new InvalidOperationException("nothing was heard");
        var samples = utterance.Samples.ToArray();
        channel.Release(utterance);
        return samples;
    }
}
