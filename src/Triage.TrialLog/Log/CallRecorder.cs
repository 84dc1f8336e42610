using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.TrialLog.Content;
using Triage.TrialLog.Log.Entries;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Log;

/// <summary>
/// What the log makes of one call's events: entries without words, words apart, and at the end what its input was like. Called by the
/// call's loop, one event at a time, under the history's lock.
/// </summary>
internal sealed class CallRecorder(string call, DateTimeOffset startedAt, Action<LogEntry, CallContent?> append)
{
    private readonly List<double> _finalLatencies = [];
    private readonly List<(CallChannel Channel, double StartS, double EndS)> _speech = [];
    private double _probabilities;
    private long _words;
    private bool _heard, _otherLanguage, _poorAudio, _ended;

    /// <summary>Pseudonym.</summary>
    public string Call { get; } = call;

    public bool Ended => _ended;

    public void Publish(CallEvent happened)
    {
        switch (happened)
        {
            case SpeechStarted started:
                append(new SpeechStartedEntry(started.Sequence, started.Channel, started.AtS), null);
                break;
            case FinalTranscript final:
                Final(final);
                break;
            case SuggestionMade made:
                Suggestion(made);
                break;
            case AudioGap gap:
                append(new GapEntry(gap.Channel, gap.Reason, gap.StartS, gap.EndS), null);
                break;
            case Degraded degraded:
                _otherLanguage |= degraded is { What: "language", Active: true };
                append(new DegradedEntry(degraded.What, degraded.Active), null);
                break;
            case DecisionRecorded recorded:
                Decision(recorded);
                break;
            case CallEnded ended:
                End(ended);
                break;
        }
    }

    private void Final(FinalTranscript final)
    {
        if (!_heard && final.Words.Count > 0)
        {
            _heard = true;
            append(new FirstWordEntry(final.Channel, final.Words[0].StartS), null);
            append(new ClockEntry(CallClock.FirstWord, startedAt.AddSeconds(final.Words[0].StartS), CallAttributes.Appliance), null);
        }
        var probabilities = final.Words.Sum(w => w.Probability);
        (_words, _probabilities) = (_words + final.Words.Count, _probabilities + probabilities);
        _finalLatencies.Add(final.Latency.Total);
        _speech.Add((final.Channel, final.StartS, final.EndS));
        append(
            new FinalEntry(
                final.Sequence, final.Channel, final.Utterance, final.StartS, final.EndS, final.Words.Count,
                final.Words.Count == 0 ? null : probabilities / final.Words.Count, final.LowConfidence,
                final.Latency.Endpointing, final.Latency.Queue, final.Latency.Recognition),
            final.Words.Count == 0 && final.Text.Length == 0 ? null : TranscriptContent.Of(final));
    }

    private void Suggestion(SuggestionMade made)
    {
        var s = made.Suggestion;
        _poorAudio |= s.Reason == AbstentionReason.PoorAudio;
        _otherLanguage |= s.Reason == AbstentionReason.OtherLanguage;
        append(
            new SuggestionEntry(
                made.Sequence, made.AtS, s.Priority.Code, s.Priority.Probability, s.Priority.Distribution, s.Priority.Rule, s.Floor,
                s.CareLevel.Code, s.CareLevel.Distribution, s.CareLevel.Rule, s.Motive.Code, s.Motive.Probability,
                [.. s.Alternatives.Select(a => new MotiveChance(a.Code, a.Probability))], s.Reason, s.Priority.Code == Priority.P0 && !s.Abstained, made.Shown,
                s.Model, made.AssessmentMs,
                [.. s.Findings.Select(f => new FindingFact(f.Code, f.Status, f.Probability, [.. f.Evidence.Select(e => new EvidenceTime(e.Channel, e.StartS, e.EndS))]))],
                s.NextQuestion?.Finding),
            s.Findings.Count == 0 ? null : QuotesContent.Of(s));
    }

    private void Decision(DecisionRecorded recorded)
    {
        var d = recorded.Decision;
        append(
            new DecisionEntry(
                recorded.Sequence, d.SuggestionSequence, recorded.AtS, d.Action, d.Role, "unknown", d.Priority, d.CareLevel, d.MotiveCode, null, _ended, d.BeforeDisplay), null);
    }

    private void End(CallEnded ended)
    {
        if (_ended)
            return;
        _ended = true;
        append(
            new QualityEntry(
                null, null, Overlap.Share(_speech), _otherLanguage ? "other" : _words > 0 ? "fr" : null, _words == 0 ? null : _probabilities / _words,
                Percentile(_finalLatencies, 0.95), _otherLanguage ? "abstained_other_language" : _poorAudio ? "abstained_poor_audio" : null), null);
        append(new CallEndedEntry(ended.Reason, ended.AudioS, ended.AudioLostS), null);
    }

    private static double? Percentile(List<double> values, double share)
    {
        if (values.Count == 0)
            return null;
        values.Sort();
        return values[Math.Min(values.Count - 1, (int)Math.Ceiling(share * values.Count) - 1)];
    }
}
