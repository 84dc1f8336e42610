namespace Triage.Core.Assessment;

/// <summary>What the whole call says of one finding so far.</summary>
/// <param name="Evidence">At most <see cref="AssessmentState.MaxEvidence"/>, best first; never empty.</param>
public sealed record FindingState(int Finding, FindingStatus Status, double Probability, IReadOnlyList<Evidence> Evidence)
{
    public Finding ToFinding() => new(FindingCatalogue.All[Finding].Code, Status, Probability, Evidence);
}

/// <summary>
/// The memory of one call: readings of its exchanges, per finding and in order. The last definite word counts; doubt does not undo
/// what was said for sure. Memory is bounded: per finding the latest mentions, of the rest only sums.
/// </summary>
public sealed class AssessmentState
{
    /// <summary>Quotes kept for one finding.</summary>
    public const int MaxEvidence = 2;

    /// <summary>Width of a sentence embedding.</summary>
    public const int SentenceDimension = 512;

    /// <summary>Mentions kept for one finding: enough for every turn-around of a real call.</summary>
    private const int MaxMentions = 24;

    /// <summary>
    /// A finding once stated is only undone by a clear denial. On the development calls 0.9 instead of 0.5 raises the accuracy of the
    /// status from 0.72 to 0.80: callers deny details ("pas d'autres médicaments") more often than they take back what they said.
    /// </summary>
    private const double DenialThreshold = 0.9;

    private readonly double _mentionThreshold;
    private readonly List<(int Exchange, FindingMention Mention)>[] _mentions = [.. FindingCatalogue.All.Select(_ => new List<(int, FindingMention)>())];
    private readonly double[] _maxPresent = new double[FindingCatalogue.Count];
    private readonly double[] _maxAbsent = new double[FindingCatalogue.Count];
    private readonly double[] _maxUncertain = new double[FindingCatalogue.Count];
    private readonly float[] _sum = new float[SentenceDimension];
    private readonly float[] _max = new float[SentenceDimension];
    private readonly PatientReader _patient = new();
    private TurnReading? _open;
    private int _closedExchanges;
    private int _closedWords;

    /// <param name="mentionThreshold">Probability from which a finding counts as talked about, (0,1).</param>
    public AssessmentState(double mentionThreshold = 0.5) => _mentionThreshold = mentionThreshold;

    public PatientDescription Patient => _patient.Current;

    /// <summary>Exchanges read so far.</summary>
    public int Exchanges => _closedExchanges + (_open is null ? 0 : 1);

    /// <summary>Words of the caller so far.</summary>
    public int CallerWords => _closedWords + (_open?.CallerWords ?? 0);

    /// <summary>Takes a reading; one with the id of the last replaces it.</summary>
    public void Record(TurnReading reading, TurnInput input)
    {
        if (_open is { } open && open.Exchange != reading.Exchange)
            Close(open);
        foreach (var mentions in _mentions)
            mentions.RemoveAll(m => m.Exchange == reading.Exchange);
        foreach (var mention in reading.Mentions)
            _mentions[mention.Finding].Add((reading.Exchange, mention));
        _open = reading;
        _patient.Read(reading.Exchange, input);
    }

    /// <summary>What the call says of a finding, null when it was not talked about.</summary>
    public FindingState? StateOf(int finding)
    {
        FindingMention? current = null;
        foreach (var (_, mention) in _mentions[finding])
        {
            if (mention.Mentioned < _mentionThreshold)
                continue;
            var undoes = current is { Status: not FindingStatus.Uncertain };
            if (mention.Status == FindingStatus.Uncertain && undoes)
                continue;
            if (undoes && current!.Status == FindingStatus.Present && mention.Status == FindingStatus.Absent && mention.Absent < DenialThreshold)
                continue;
            current = mention;
        }
        if (current is null)
            return null;
        var status = current.Status;
        var proofs = _mentions[finding].AsEnumerable().Reverse()
            .Where(m => m.Mention.Mentioned >= _mentionThreshold && m.Mention.Status == status)
            .OrderByDescending(m => m.Mention.Probability(status)).Select(m => m.Mention.Evidence);
        return new FindingState(finding, status, current.Probability(status), Best(proofs));
    }

    /// <summary>Whole proofs only, best first: half of a question and its answer would prove nothing.</summary>
    private static List<Evidence> Best(IEnumerable<IReadOnlyList<Evidence>> proofs)
    {
        var best = new List<Evidence>(MaxEvidence);
        foreach (var proof in proofs)
            if (best.Count == 0 || best.Count + proof.Count <= MaxEvidence)
                best.AddRange(proof.Take(MaxEvidence));
        return best;
    }

    /// <summary>All findings talked about, in the order of the catalogue.</summary>
    public IReadOnlyList<FindingState> Findings => [.. Enumerable.Range(0, FindingCatalogue.Count).Select(StateOf).OfType<FindingState>()];

    /// <summary>Highest probabilities (present, absent, uncertain) any exchange gave the finding.</summary>
    internal (double Present, double Absent, double Uncertain) Peaks(int finding)
    {
        var (present, absent, uncertain) = (_maxPresent[finding], _maxAbsent[finding], _maxUncertain[finding]);
        foreach (var (_, mention) in _mentions[finding])
            (present, absent, uncertain) = (Math.Max(present, mention.Present), Math.Max(absent, mention.Absent), Math.Max(uncertain, mention.Uncertain));
        return (present, absent, uncertain);
    }

    /// <summary>Mean and maximum of the sentence embeddings, each <see cref="SentenceDimension"/> values; zero before the first.</summary>
    internal void PoolSentences(Span<float> mean, Span<float> max)
    {
        _sum.CopyTo(mean);
        _max.CopyTo(max);
        var open = _open is { Sentence.Count: SentenceDimension } ? _open.Sentence : null;
        for (var d = 0; d < SentenceDimension; d++)
        {
            if (open is not null)
            {
                mean[d] += open[d];
                max[d] = Math.Max(max[d], open[d]);
            }
            mean[d] /= Math.Max(1, Exchanges);
        }
    }

    private void Close(TurnReading reading)
    {
        foreach (var mention in reading.Mentions)
        {
            var f = mention.Finding;
            (_maxPresent[f], _maxAbsent[f], _maxUncertain[f]) =
                (Math.Max(_maxPresent[f], mention.Present), Math.Max(_maxAbsent[f], mention.Absent), Math.Max(_maxUncertain[f], mention.Uncertain));
            // Only what is complete makes room: a mention that the next words take back must not have driven out another.
            var mentions = _mentions[f];
            if (mentions.Count > MaxMentions)
                mentions.RemoveAt(mentions.FindIndex(m => m.Mention.Mentioned < _mentionThreshold) is >= 0 and var weak ? weak : 0);
        }
        for (var d = 0; d < reading.Sentence.Count; d++)
        {
            _sum[d] += reading.Sentence[d];
            _max[d] = Math.Max(_max[d], reading.Sentence[d]);
        }
        _closedExchanges++;
        _closedWords += reading.CallerWords;
    }
}
