using System.Globalization;

namespace Triage.TrialLog.Allocation;

/// <summary>The files of a trial beside the log. Only the seed is needed; the others are for people, and the log says the same.</summary>
/// <param name="Path">As configured (<c>evidence.trial</c>).</param>
public sealed record TrialFolder(string Path)
{
    /// <summary>The secret; mode 0600.</summary>
    public string Seed => System.IO.Path.Combine(Path, "seed.key");

    /// <summary>What is published when the trial starts.</summary>
    public string Commitment => System.IO.Path.Combine(Path, "commitment.txt");

    /// <summary>What is published at the end.</summary>
    public string RevealedSeed => System.IO.Path.Combine(Path, "seed-revealed.txt");

    public string Protocol(int version) => System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"protocol-v{version}.json"));
}
