using Triage.Core.Speech;

namespace Triage.Server.Benchmarks;

/// <summary>
/// Partials as a live call asks for them, on the sample calls: at every audio position one decode that forces what is committed and
/// verifies the draft, and one afresh. Both on the same window; only decoder steps are timed.
/// </summary>
internal sealed class PartialBenchmark(ISpeechRecognizer recognizer, Func<ISpeechActivityModel> openActivity, SpeechOptions options, TimeProvider time)
{
    private readonly SampleListening _listening = new(openActivity, recognizer.Vocabulary, recognizer.MelBins, options);
    private readonly float[] _mel = new float[recognizer.MelBins * 3000];
    private readonly List<double> _verifiedMs = [];
    private readonly List<double> _afreshMs = [];
    private readonly List<double> _verifiedCalls = [];
    private readonly List<double> _afreshCalls = [];
    private int _same;

    /// <param name="recordings">Paths of sample calls; each channel is listened to by itself.</param>
    /// <param name="report">Told the share in [0,1] after each recording.</param>
    public PartialCost Run(IReadOnlyList<string> recordings, Action<double> report, CancellationToken cancellation)
    {
        // Once for nothing: the first decode of each length and window pays for memory that the live call has long paid for.
        foreach (var channel in SampleAudio.Read(recordings[^1]))
            Listen(channel, cancellation);
        foreach (var values in (List<double>[])[_verifiedMs, _afreshMs, _verifiedCalls, _afreshCalls])
            values.Clear();
        _same = 0;
        var audioS = 0.0;
        for (var r = 0; r < recordings.Count; r++)
        {
            foreach (var channel in SampleAudio.Read(recordings[r]))
            {
                Listen(channel, cancellation);
                audioS += channel.LengthS;
            }
            report((r + 1.0) / recordings.Count);
        }
        return new(recordings.Count, audioS, Distribution.Of(_verifiedMs), Distribution.Of(_afreshMs), Distribution.Of(_verifiedCalls),
            Distribution.Of(_afreshCalls), (double)_same / _verifiedMs.Count);
    }

    /// <summary>At a pause the live call begins its final: it learns from that too.</summary>
    private void Listen(SampleAudio audio, CancellationToken cancellation) =>
        _listening.Run(audio, Compare, ear => Observe(ear.Current!, ear.HeardSample), cancellation);

    private void Compare(ListeningChannel ear)
    {
        var (frames, audioFrames) = ear.Current!.FillWindow(_mel, ear.HeardSample, recognizer.WindowsS, options.WindowTailS);
        var agreement = ear.Current.Agreement;
        var draft = Request(frames, audioFrames, agreement);
        var fresh = new RecognitionRequest { Mel = _mel, MelFrames = frames, AudioFrames = audioFrames };
        // They take turns at being first, so that neither always finds the caches warm.
        var (verified, afresh) = _verifiedMs.Count % 2 == 0 ? (Decode(draft), Decode(fresh)) : Swap(Decode(fresh), Decode(draft));
        _verifiedMs.Add(verified.Ms);
        _afreshMs.Add(afresh.Ms);
        _verifiedCalls.Add(verified.Result.DecoderCalls);
        _afreshCalls.Add(afresh.Result.DecoderCalls);
        if (verified.Result.Tokens.Select(t => t.Id).SequenceEqual(afresh.Result.Tokens.Select(t => t.Id)))
            _same++;
        agreement.Observe(verified.Result.Tokens);
    }

    private void Observe(Utterance utterance, long endSample)
    {
        var (frames, audioFrames) = utterance.FillWindow(_mel, endSample, recognizer.WindowsS, options.WindowTailS);
        utterance.Agreement.Observe(Decode(Request(frames, audioFrames, utterance.Agreement)).Result.Tokens);
    }

    private RecognitionRequest Request(int frames, int audioFrames, LocalAgreement agreement) => new()
    {
        Mel = _mel, MelFrames = frames, AudioFrames = audioFrames, Committed = [.. agreement.Committed], Draft = agreement.Draft,
    };

    private (RecognitionResult Result, double Ms) Decode(RecognitionRequest request)
    {
        using var recognition = recognizer.Begin(request);
        recognition.Step(); // encodes
        var start = time.GetTimestamp();
        while (!recognition.Step())
        {
        }
        return (recognition.Result, time.GetElapsedTime(start).TotalMilliseconds);
    }

    private static (T, T) Swap<T>(T first, T second) => (second, first);
}
