namespace Triage.TrialLog.Chain;

/// <summary>What a verification found.</summary>
/// <param name="Log">Identity of the log; null: its first event could not be read.</param>
/// <param name="Events">Events that were checked.</param>
/// <param name="LastSequence">Last event found.</param>
/// <param name="FirstBroken">First event where something differs; null: all fit.</param>
/// <param name="Heads">Signed heads found.</param>
/// <param name="LastHead">Newest head whose signature holds; null: none.</param>
/// <param name="UnsignedTail">Events after the last head (that head's own event not counted): their end is witnessed by nothing.</param>
/// <param name="PublicKey">Key that the heads were checked with, hexadecimal; null: there is no head.</param>
/// <param name="KeyWasGiven">The key came from whoever asked; otherwise the log's own word was taken for it.</param>
/// <param name="Problems">All that is wrong, in French, in the order of the log; empty: the log is whole.</param>
/// <param name="Notes">What is not wrong and should be known, in French.</param>
public sealed record VerificationReport(
    string? Log, long Events, long LastSequence, BrokenEvent? FirstBroken, int Heads, DayHead? LastHead, long UnsignedTail, string? PublicKey, bool KeyWasGiven,
    IReadOnlyList<string> Problems, IReadOnlyList<string> Notes)
{
    public bool Whole => Problems.Count == 0;
}

/// <summary>Where the chain breaks.</summary>
/// <param name="Sequence">The event.</param>
/// <param name="What">What differs, in French.</param>
public sealed record BrokenEvent(long Sequence, string What);
