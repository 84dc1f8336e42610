namespace Triage.Core.Assessment;

/// <summary>What one exchange says of one finding; the three probabilities and the one of "not mentioned" sum to 1.</summary>
/// <param name="Finding">Index in <see cref="FindingCatalogue.All"/>.</param>
/// <param name="Evidence">The proving words; never empty.</param>
public sealed record FindingMention(int Finding, double Present, double Absent, double Uncertain, IReadOnlyList<Evidence> Evidence)
{
    /// <summary>Probability that the exchange talks about the finding at all.</summary>
    public double Mentioned => Present + Absent + Uncertain;

    /// <summary>The most probable of the three.</summary>
    public FindingStatus Status => Present >= Absent && Present >= Uncertain ? FindingStatus.Present
        : Absent >= Uncertain ? FindingStatus.Absent : FindingStatus.Uncertain;

    public double Probability(FindingStatus status) => status switch
    {
        FindingStatus.Present => Present,
        FindingStatus.Absent => Absent,
        _ => Uncertain,
    };
}

/// <summary>The network's reading of one exchange.</summary>
/// <param name="Exchange">Its id.</param>
/// <param name="Mentions">Findings that may be talked about, doubtful ones included.</param>
/// <param name="Sentence">Sentence embedding of the exchange, L2 norm 1; empty when there was nothing to encode.</param>
/// <param name="CallerWords">Words of the answer.</param>
public sealed record TurnReading(int Exchange, IReadOnlyList<FindingMention> Mentions, IReadOnlyList<float> Sentence, int CallerWords)
{
    public override string ToString() => $"reading of {Exchange}: {Mentions.Count} mentions";
}
