using Triage.Core.Audio;

namespace Triage.Core.Speech;

/// <summary>
/// One stretch of speech on one channel: its audio as features, what is promised of its text, and its times. Owned by the call's
/// loop; reused through the channel's pool, because its features take a megabyte.
/// </summary>
public sealed class Utterance
{
    /// <summary>Samples per second of the features' audio.</summary>
    public const int SampleRateHz = 16000;

    private const int SamplesPerMelFrame = 160;

    private readonly LogMelExtractor _mel;

    internal Utterance(int melBins, SpeechVocabulary vocabulary)
    {
        _mel = new LogMelExtractor(melBins);
        MelBins = melBins;
        Agreement = new LocalAgreement(vocabulary);
    }

    public int MelBins { get; }

    /// <summary>Place in its channel, from 1.</summary>
    public int Number { get; private set; }

    /// <summary>First sample of its audio, pre-roll included, from the start of the call.</summary>
    public long StartSample { get; private set; }

    /// <summary>Sample after the last one pushed.</summary>
    public long EndSample { get; private set; }

    /// <summary>Sample after the last speech frame.</summary>
    public long SpeechEndSample { get; internal set; }

    /// <summary>First speech sample.</summary>
    public long SpeechStartSample { get; private set; }

    /// <summary>Clock when the audio of the last speech frame arrived.</summary>
    public long SpeechEndArrival { get; internal set; }

    public LocalAgreement Agreement { get; private set; }

    public double StartS => StartSample / (double)SampleRateHz;

    public double SpeechStartS => SpeechStartSample / (double)SampleRateHz;

    public double SpeechEndS => SpeechEndSample / (double)SampleRateHz;

    public double LengthS => (EndSample - StartSample) / (double)SampleRateHz;

    /// <summary>Its audio so far, at 16 kHz.</summary>
    public ReadOnlySpan<float> Samples => _mel.Samples;

    public UtteranceNote Note => new(Number, StartSample, SpeechStartSample, SpeechEndSample, SpeechEndArrival, Agreement);

    internal void Begin(int number, long startSample, long speechStartSample, LocalAgreement agreement)
    {
        (Number, StartSample, EndSample, SpeechStartSample, Agreement) = (number, startSample, startSample, speechStartSample, agreement);
        SpeechEndSample = speechStartSample;
        _mel.Reset();
    }

    /// <summary>Forgets sound and words.</summary>
    internal void Clear(SpeechVocabulary vocabulary)
    {
        Begin(0, 0, 0, new LocalAgreement(vocabulary));
        _mel.Clear();
    }

    internal void Push(ReadOnlySpan<float> samples)
    {
        _mel.Push(samples);
        EndSample += samples.Length;
    }

    /// <summary>Features of the audio from the start to a sample, in the smallest window that also holds the tail of silence.</summary>
    /// <param name="mel">Receives [bins, frames] row-major; at least bins x 3000 long.</param>
    /// <returns>Frames of the window and frames that hold audio.</returns>
    public (int Frames, int AudioFrames) FillWindow(Span<float> mel, long endSample, IReadOnlyList<int> windowsS, double tailS)
    {
        var samples = (int)(Math.Min(endSample, EndSample) - StartSample);
        var frames = 100 * SpeechOptions.WindowFor(samples / (double)SampleRateHz, windowsS, tailS);
        samples = Math.Min(samples, frames * SamplesPerMelFrame);
        _mel.FillWindow(mel[..(MelBins * frames)], frames, samples, out var audioFrames);
        return (frames, audioFrames);
    }
}

/// <summary>All of an utterance but its audio; samples are counted from the start of the call.</summary>
/// <param name="SpeechEndArrival">Clock when the audio of the last speech frame arrived.</param>
public sealed record UtteranceNote(
    int Number, long StartSample, long SpeechStartSample, long SpeechEndSample, long SpeechEndArrival, LocalAgreement Agreement)
{
    public double StartS => StartSample / (double)Utterance.SampleRateHz;

    public double SpeechStartS => SpeechStartSample / (double)Utterance.SampleRateHz;

    public double SpeechEndS => SpeechEndSample / (double)Utterance.SampleRateHz;
}
