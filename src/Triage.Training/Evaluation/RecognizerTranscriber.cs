using Triage.Core.Audio;
using Triage.Core.Speech;

namespace Triage.Training.Evaluation;

/// <summary>
/// Offline recognition: each labelled segment in one window as cut by its reference times, decoded afresh. The yardstick for what
/// streaming costs. One thread.
/// </summary>
public sealed class RecognizerTranscriber(ISpeechRecognizer recognizer, SpeechOptions options) : ISegmentTranscriber
{
    private const int SampleRateHz = 16000;

    private string? _path;
    private int? _channel;
    private float[] _samples = [];

    public ValueTask<SegmentTranscription> TranscribeAsync(SpeechSegment segment, CancellationToken cancellation)
    {
        if (_path != segment.Audio || _channel != segment.Channel)
            (_path, _channel, _samples) = (segment.Audio, segment.Channel, RecordingReader.ReadChannel(segment.Audio, segment.Channel));
        var from = Math.Clamp((int)(segment.StartS * SampleRateHz), 0, _samples.Length);
        var to = segment.EndS is { } end ? Math.Clamp((int)(end * SampleRateHz), from, _samples.Length) : _samples.Length;
        var longest = (int)((recognizer.WindowsS[^1] - options.WindowTailS) * SampleRateHz);
        var text = new List<string>();
        for (var at = from; at < to; at += longest)
        {
            cancellation.ThrowIfCancellationRequested();
            text.Add(Decode(_samples.AsSpan(at, Math.Min(longest, to - at))));
        }
        return new(new SegmentTranscription(string.Join(' ', text), (to - from) / (double)SampleRateHz));
    }

    private string Decode(ReadOnlySpan<float> samples)
    {
        var frames = 100 * SpeechOptions.WindowFor(samples.Length / (double)SampleRateHz, recognizer.WindowsS, options.WindowTailS);
        var mel = new LogMelExtractor(recognizer.MelBins);
        mel.Push(samples);
        var window = new float[recognizer.MelBins * frames];
        mel.FillWindow(window, frames, out var audioFrames);
        using var recognition = recognizer.Begin(new RecognitionRequest { Mel = window, MelFrames = frames, AudioFrames = audioFrames });
        while (!recognition.Step())
        {
        }
        return recognizer.Vocabulary.Decode(recognition.Result.Tokens.Select(t => t.Id)).Trim();
    }
}
