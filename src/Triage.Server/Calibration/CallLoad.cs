using Triage.Core.Speech;
using Triage.Server.Benchmarks;

namespace Triage.Server.Calibration;

/// <summary>
/// What sample calls ask of a lane: every partial and every final that a live call would ask for, recognised and timed step by
/// step. Finals that speech takes back are counted, as the appliance begins them too; cuts of utterances beyond 20 s are not.
/// </summary>
internal sealed class CallLoad(ISpeechRecognizer recognizer, Func<ISpeechActivityModel> openActivity, SpeechOptions options, TimeProvider time)
{
    private readonly SampleListening _listening = new(openActivity, recognizer.Vocabulary, recognizer.MelBins, options);
    private readonly float[] _mel = new float[recognizer.MelBins * 3000];

    /// <summary>Milliseconds of each partial.</summary>
    public List<double> PartialsMs { get; } = [];

    /// <summary>Milliseconds of each final.</summary>
    public List<double> FinalsMs { get; } = [];

    /// <summary>Seconds of calls; both channels of a call count once.</summary>
    public double CallS { get; private set; }

    public void Add(string recording, CancellationToken cancellation)
    {
        var channels = SampleAudio.Read(recording);
        foreach (var channel in channels)
            _listening.Run(channel, ear => Recognise(ear, PartialsMs), ear => Recognise(ear, FinalsMs), cancellation);
        CallS += channels[0].LengthS;
    }

    private void Recognise(ListeningChannel ear, List<double> milliseconds)
    {
        var agreement = ear.Current!.Agreement;
        var (frames, audioFrames) = ear.Current.FillWindow(_mel, ear.HeardSample, recognizer.WindowsS, options.WindowTailS);
        using var recognition = recognizer.Begin(new RecognitionRequest
        {
            Mel = _mel, MelFrames = frames, AudioFrames = audioFrames, Committed = [.. agreement.Committed], Draft = agreement.Draft,
        });
        var start = time.GetTimestamp();
        while (!recognition.Step())
        {
        }
        milliseconds.Add(time.GetElapsedTime(start).TotalMilliseconds);
        agreement.Observe(recognition.Result.Tokens);
    }
}
