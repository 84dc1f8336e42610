using Triage.Core.Speech;

namespace Triage.Server.Benchmarks;

/// <summary>Listens to a recorded channel as a live call does, and tells where that call would ask the recogniser. One thread.</summary>
internal sealed class SampleListening(Func<ISpeechActivityModel> openActivity, SpeechVocabulary vocabulary, int melBins, SpeechOptions options)
{
    private const int TelephoneFrame = 256;

    /// <param name="partial">A partial is due.</param>
    /// <param name="pause">A pause in which a final is begun.</param>
    public void Run(SampleAudio audio, Action<ListeningChannel> partial, Action<ListeningChannel> pause, CancellationToken cancellation)
    {
        using var ear = new ListeningChannel(options, openActivity(), vocabulary, melBins);
        for (var f = 0; (f + 1) * TelephoneFrame <= audio.At8kHz.Length; f++)
        {
            cancellation.ThrowIfCancellationRequested();
            var decision = ear.Push(
                audio.At8kHz.AsSpan(f * TelephoneFrame, TelephoneFrame), audio.At16kHz.AsSpan(f * ListeningChannel.FrameSamples, ListeningChannel.FrameSamples), 0);
            if (decision == EndpointDecision.Pause)
                pause(ear);
            else if (decision == EndpointDecision.Closed)
                ear.Release(ear.Take());
            if (ear.TooLong)
            {
                ear.Release(ear.Cut(ear.QuietestSample()));
            }
            else if (ear.PartialDue)
            {
                ear.MarkPartial();
                partial(ear);
            }
        }
    }
}
