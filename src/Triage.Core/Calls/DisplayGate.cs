using System.Diagnostics.CodeAnalysis;
using Triage.Core.Trial;

namespace Triage.Core.Calls;

/// <summary>
/// What of a call reaches humans. Events pass in order; a suggestion whose unit is still being allocated keeps those behind it
/// waiting, one that the trial withholds does not pass, and the newest that waits for a judgement is kept. Pure but for its state; its
/// history calls it under its lock.
/// </summary>
/// <param name="standing">What is done with suggestions until an answer says otherwise.</param>
internal sealed class DisplayGate(DisplayRule standing)
{
    private readonly Queue<CallEvent> _waiting = new();
    private readonly Dictionary<long, DisplayRule> _answers = [];
    private DisplayRule _standing = standing;
    private bool _judged;

    /// <summary>The newest suggestion that passed, or null.</summary>
    public SuggestionMade? Latest { get; private set; }

    /// <summary>The newest suggestion that waits for a judgement, or null.</summary>
    public SuggestionMade? Held { get; private set; }

    /// <summary>This call's suggestions go to nobody, as things stand.</summary>
    public bool Withholds => _standing == DisplayRule.Withheld;

    /// <summary>Sequence of the last event that has passed or was left out; 0 at the beginning.</summary>
    public long PassedUpTo { get; private set; }

    public void Add(CallEvent numbered) => _waiting.Enqueue(numbered);

    public void Answer(long sequence, DisplayRule rule) => _answers[sequence] = rule;

    /// <summary>The next event, when its answer is there.</summary>
    /// <param name="shown">It is for humans, and not for the log alone.</param>
    public bool TryPass([NotNullWhen(true)] out CallEvent? next, out bool shown)
    {
        shown = true;
        if (!_waiting.TryPeek(out next))
            return false;
        if (next is SuggestionMade suggestion)
        {
            if (!_answers.Remove(suggestion.Sequence, out var rule))
                return false;
            shown = Decide(suggestion, rule);
        }
        _waiting.Dequeue();
        PassedUpTo = next.Sequence;
        return true;
    }

    /// <summary>The human has judged, or the time for it is over: from now on nothing waits for it.</summary>
    /// <returns>What had waited, to be shown now; null: nothing had.</returns>
    public SuggestionMade? Judge()
    {
        _judged = true;
        var held = Held;
        Held = null;
        return held;
    }

    private bool Decide(SuggestionMade suggestion, DisplayRule rule)
    {
        _standing = rule;
        var waits = rule == DisplayRule.AfterJudgement && !_judged;
        if (waits)
            Held = suggestion;
        if (waits || rule == DisplayRule.Withheld)
        {
            suggestion.KeepBack();
            return false;
        }
        Latest = suggestion;
        return true;
    }
}
