namespace Triage.Inference.Whisper;

/// <summary>Where decoding stands in the draft: moves along while they agree, finds its way back after a difference.</summary>
internal struct DraftCursor(IReadOnlyList<int> draft)
{
    /// <summary>How far ahead a produced token is searched in the draft: a few words inserted or dropped, not a chance hit far away.</summary>
    private const int Reach = 8;

    /// <summary>
    /// Tokens guessed in one call at most. 24 tokens cost 4.4 single steps [M], so a guess pays if a fifth of it is right;
    /// beyond this length the tail is too often cut by an early difference.
    /// </summary>
    private const int MaxGuess = 32;

    private int _next = 0;
    private bool _inStep = true;

    public readonly int CopyAhead(Span<int> target)
    {
        if (!_inStep)
            return 0;
        var count = Math.Min(Math.Min(target.Length, MaxGuess), draft.Count - _next);
        for (var i = 0; i < count; i++)
            target[i] = draft[_next + i];
        return count;
    }

    /// <summary>Tells the cursor which token was produced.</summary>
    public void Take(int token)
    {
        for (var i = _next; i < Math.Min(draft.Count, _next + Reach); i++)
        {
            if (draft[i] != token)
                continue;
            (_next, _inStep) = (i + 1, true);
            return;
        }
        _inStep = false;
    }
}
