namespace Triage.Core.Assessment;

/// <summary>Calibrated probabilities of the call head; each list sums to 1.</summary>
/// <param name="Motive">In the order of <see cref="MotiveCatalogue.All"/>.</param>
/// <param name="Priority">In the order of <see cref="Assessment.Priority"/>.</param>
/// <param name="Care">In the order of <see cref="CareLevel"/>.</param>
public sealed record CallReading(IReadOnlyList<double> Motive, IReadOnlyList<double> Priority, IReadOnlyList<double> Care);

/// <summary>
/// The call head: features of calls (rows of <see cref="CallFeatures.Count"/>) to readings. Several rows ask "what if" at once.
/// </summary>
public interface ICallHead
{
    /// <param name="rows">[count, <see cref="CallFeatures.Count"/>] row-major.</param>
    IReadOnlyList<CallReading> Read(float[] rows, int count);
}
