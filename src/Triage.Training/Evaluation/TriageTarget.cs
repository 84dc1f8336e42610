namespace Triage.Training.Evaluation;

/// <summary>What one rate of the triage should reach on calls that nothing was trained on.</summary>
/// <param name="Rate">Its name in <see cref="TriageRates.Named"/>.</param>
/// <param name="AtMost">The smaller the better.</param>
public sealed record TriageTarget(string Rate, double FromWords, double FromAudio, bool AtMost)
{
    /// <summary>The project's aims; set before any model was trained.</summary>
    public static IReadOnlyList<TriageTarget> All { get; } =
    [
        new("findings_mentioned_f1", 0.80, 0.65, false),
        new("findings_present_f1", 0.72, 0.58, false),
        new("status_accuracy", 0.80, 0.72, false),
        new("priority_acceptable", 0.85, 0.75, false),
        new("under_triage", 0.08, 0.12, true),
        new("p0_flagged", 1.00, 0.80, false),
        new("motive_top1_acceptable", 0.60, 0.50, false),
        new("motive_top3_acceptable", 0.80, 0.72, false),
        new(CalibrationError, 0.08, 0.12, true),
    ];

    /// <summary>Not one of the rates: <see cref="CalibrationFigures.Error"/>.</summary>
    public const string CalibrationError = "calibration_error";

    public double Bound(bool fromAudio) => fromAudio ? FromAudio : FromWords;

    /// <summary>Null when there was nothing to measure.</summary>
    public bool? IsMet(TriageReport report) => Measured(report) is { } interval ? AtMost ? interval.Value <= Bound(report.FromAudio) + 1e-9 : interval.Value >= Bound(report.FromAudio) - 1e-9 : null;

    public Interval? Measured(TriageReport report) => Rate == CalibrationError ? report.Calibration.Error : report.All.Named.First(r => r.Name == Rate).Rate;
}
