using System.Collections.Immutable;
using Triage.Core.Assessment;
using Triage.Core.Calls;

namespace Triage.Server.Dashboard.Following;

/// <summary>
/// What a screen knows of a call: the fold of its events, immutable, so that any number of pages read one while the next is made.
/// Made anew from the first event it is the same, which is why a reload loses nothing.
/// </summary>
public sealed record CallView(string CallId)
{
    /// <summary>Sequence of the newest event in it.</summary>
    public long Sequence { get; init; }

    /// <summary>Utterances by their beginning.</summary>
    public ImmutableList<TranscriptLine> Lines { get; init; } = [];

    /// <summary>Every suggestion that was let through to screens, oldest first.</summary>
    public ImmutableList<SuggestionMade> Suggestions { get; init; } = [];

    public ImmutableList<AudioGap> Gaps { get; init; } = [];

    public ImmutableList<DecisionRecorded> Decisions { get; init; } = [];

    /// <summary>What the appliance does less well now, oldest first.</summary>
    public ImmutableList<Degraded> Degradations { get; init; } = [];

    public CallEnded? Ended { get; init; }

    /// <summary>The latest media time of any event, in seconds.</summary>
    public double AtS { get; init; }

    /// <summary>The call was forgotten, or never was.</summary>
    public bool Unknown { get; init; }

    public SuggestionMade? Newest => Suggestions.IsEmpty ? null : Suggestions[^1];

    public AnalysisState Analysis => AnalysisStates.Of(Degradations, Newest?.Suggestion.Reason);

    /// <summary>The view after one more event.</summary>
    public CallView With(CallEvent happened)
    {
        var next = this with { Sequence = Math.Max(Sequence, happened.Sequence) };
        return happened switch
        {
            SpeechStarted e => next.At(e.AtS),
            PartialTranscript e => next.At(e.EndS) with { Lines = Placed(TranscriptLine.Of(e)) },
            FinalTranscript e => next.At(e.EndS) with { Lines = Placed(TranscriptLine.Of(e)) },
            SuggestionMade e => next.At(e.AtS) with { Suggestions = Suggestions.Add(e) },
            AudioGap e => next.At(e.EndS) with { Gaps = Gaps.Add(e) },
            Degraded e => next with { Degradations = Changed(e) },
            CallEnded e => next.At(e.AudioS) with { Ended = e },
            DecisionRecorded e => next with { Decisions = Decisions.Add(e) },
            _ => next,
        };
    }

    /// <summary>The line that holds a media time of a channel, and the line whose middle is nearest when none does.</summary>
    public TranscriptLine? LineAt(Evidence evidence) => Lines
        .Where(l => l.Channel == evidence.Channel)
        .MinBy(l => evidence.StartS >= l.StartS - 0.05 && evidence.StartS <= l.EndS + 0.05 ? 0 : Math.Abs((l.StartS + l.EndS) / 2 - evidence.StartS));

    private CallView At(double seconds) => seconds > AtS ? this with { AtS = seconds } : this;

    private ImmutableList<TranscriptLine> Placed(TranscriptLine line)
    {
        // Nearly always the last or the one before: two people speak.
        for (var i = Lines.Count - 1; i >= 0; i--)
            if (Lines[i].Channel == line.Channel && Lines[i].Utterance == line.Utterance)
            {
                if (Lines[i].StartS == line.StartS)
                    return Lines[i].Final && !line.Final ? Lines : Lines.SetItem(i, line);
                return Inserted(Lines.RemoveAt(i), line);
            }
        return Inserted(Lines, line);
    }

    private static ImmutableList<TranscriptLine> Inserted(ImmutableList<TranscriptLine> lines, TranscriptLine line)
    {
        var at = lines.Count;
        while (at > 0 && lines[at - 1].StartS > line.StartS)
            at--;
        return lines.Insert(at, line);
    }

    private ImmutableList<Degraded> Changed(Degraded change)
    {
        var others = Degradations.RemoveAll(d => d.What == change.What);
        return change.Active ? others.Add(change) : others;
    }

    /// <summary>Without its words.</summary>
    public override string ToString() => $"view of call {CallId} at #{Sequence}";
}
