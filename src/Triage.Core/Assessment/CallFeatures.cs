namespace Triage.Core.Assessment;

/// <summary>A finding as one wants to see it for an instant: what if it were present, absent, or never mentioned (null)?</summary>
public readonly record struct FindingAssumption(int Finding, FindingStatus? Status);

/// <summary>
/// The call as the call head sees it: findings, patient, amount said, pooled sentence embeddings. The same code serves training and
/// the live call; the order of the values is part of the trained model.
/// </summary>
public static class CallFeatures
{
    /// <summary>Changes whenever the values or their rules change.</summary>
    public const int Version = 1;

    /// <summary>Values per finding: peaks and current state, each present, absent, uncertain.</summary>
    public const int PerFinding = 6;

    private const int PatientValues = 12;

    /// <summary>First value of the embeddings.</summary>
    public static int EmbeddingStart => FindingCatalogue.Count * PerFinding + PatientValues;

    /// <summary>All values of one call.</summary>
    public static int Count => EmbeddingStart + 2 * AssessmentState.SentenceDimension;

    /// <summary>Probability that an assumed finding gets: what the turn network typically gives a clear statement.</summary>
    private const float Assumed = 0.95f;

    /// <summary>Writes the call's features, <see cref="Count"/> values.</summary>
    public static void Write(AssessmentState state, Span<float> values)
    {
        values[..Count].Clear();
        for (var f = 0; f < FindingCatalogue.Count; f++)
        {
            var (present, absent, uncertain) = state.Peaks(f);
            var at = f * PerFinding;
            (values[at], values[at + 1], values[at + 2]) = ((float)present, (float)absent, (float)uncertain);
            if (state.StateOf(f) is { } current)
                values[at + 3 + (int)current.Status] = (float)current.Probability;
        }
        WritePatient(state, values.Slice(FindingCatalogue.Count * PerFinding, PatientValues));
        state.PoolSentences(values.Slice(EmbeddingStart, AssessmentState.SentenceDimension), values.Slice(EmbeddingStart + AssessmentState.SentenceDimension, AssessmentState.SentenceDimension));
    }

    /// <summary>Overwrites one finding of written features with an assumption.</summary>
    public static void Assume(Span<float> values, FindingAssumption assumption)
    {
        var block = values.Slice(assumption.Finding * PerFinding, PerFinding);
        block.Clear();
        if (assumption.Status is { } status)
            block[(int)status] = block[3 + (int)status] = Assumed;
    }

    private static void WritePatient(AssessmentState state, Span<float> values)
    {
        var patient = state.Patient;
        values[(int)patient.Age] = 1; // 0-4
        values[5] = patient.AgeMonths is { } months ? months / 1200f : 0;
        values[6 + (int)patient.Sex] = 1; // 6-8
        values[9] = patient.CallerIsPatient ? 1 : 0;
        values[10] = MathF.Log(1 + state.CallerWords) / 6;
        values[11] = Math.Min(state.Exchanges, 40) / 40f;
    }
}
