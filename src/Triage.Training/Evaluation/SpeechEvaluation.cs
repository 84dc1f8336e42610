using Triage.Core.Speech;

namespace Triage.Training.Evaluation;

/// <summary>Runs recognition over a manifest and scores it. The recognition itself is given.</summary>
public sealed class SpeechEvaluation(CriticalTerms terms, TimeProvider time)
{
    // Turn times are on a 10 ms grid with some lead-in inside; endpoints move by the pre-roll. Half a second holds both.
    private const double SilenceMarginS = 0.5;

    /// <summary>Any fixed number: it makes two reports of the same transcripts equal.</summary>
    private const int Seed = 15;

    /// <summary>Each segment by itself. Insertions on silence are the words of segments whose reference is empty.</summary>
    /// <param name="confusions">Gets the pairs of said and recognised words, null: nobody.</param>
    public async Task<SpeechReport> RunOfflineAsync(SpeechManifest manifest, ISegmentTranscriber transcriber, CancellationToken cancellation, ConfusionCounts? confusions = null)
    {
        var scoring = new SpeechScoring(terms);
        var (audioS, wallS) = (0.0, 0.0);
        var (silent, withWords, words) = (0, 0, 0);
        foreach (var segment in manifest.Segments)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = time.GetTimestamp();
            var heard = await transcriber.TranscribeAsync(segment, cancellation).ConfigureAwait(false);
            wallS += time.GetElapsedTime(start).TotalSeconds;
            audioS += heard.AudioS;
            scoring.Add([segment], heard.Text);
            confusions?.Add(segment.Text, heard.Text);
            if (FrenchText.Words(segment.Text).Count > 0)
                continue;
            silent++;
            var invented = FrenchText.Words(heard.Text).Count;
            withWords += invented > 0 ? 1 : 0;
            words += invented;
        }
        return SpeechReport.From("offline", manifest, scoring, new SilenceScore(silent, withWords, words), audioS, wallS, Seed);
    }

    /// <summary>
    /// Each recording as a call. Per channel, all finals in time order are aligned with all reference segments in time order;
    /// insertions on silence are the words of finals that lie outside every spoken segment, give or take 0.5 s.
    /// </summary>
    public async Task<SpeechReport> RunStreamingAsync(SpeechManifest manifest, ICallTranscriber transcriber, CancellationToken cancellation)
    {
        var scoring = new SpeechScoring(terms);
        var (audioS, wallS) = (0.0, 0.0);
        var (withWords, words) = (0, 0);
        foreach (var recording in manifest.Segments.GroupBy(s => s.Audio, StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            var start = time.GetTimestamp();
            var heard = await transcriber.TranscribeAsync(recording.Key, cancellation).ConfigureAwait(false);
            wallS += time.GetElapsedTime(start).TotalSeconds;
            audioS += heard.AudioS;
            foreach (var channel in recording.GroupBy(s => s.Channel))
            {
                var segments = channel.OrderBy(s => s.StartS).ToList();
                var finals = heard.Finals.Where(f => f.Channel == channel.Key).OrderBy(f => f.StartS).ToList();
                scoring.Add(segments, string.Join(' ', finals.Select(f => f.Text)));
                foreach (var final in finals.Where(f => !OverlapsSpeech(f, segments)))
                {
                    var invented = FrenchText.Words(final.Text).Count;
                    withWords += invented > 0 ? 1 : 0;
                    words += invented;
                }
            }
        }
        return SpeechReport.From("streaming", manifest, scoring, new SilenceScore(null, withWords, words), audioS, wallS, Seed);
    }

    private static bool OverlapsSpeech(TimedText final, List<SpeechSegment> segments) => segments.Exists(s =>
        final.EndS >= s.StartS - SilenceMarginS && final.StartS <= (s.EndS ?? double.MaxValue) + SilenceMarginS && FrenchText.Words(s.Text).Count > 0);
}
