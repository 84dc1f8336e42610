namespace Triage.Training.Heads;

/// <summary>One finding over the held-out calls.</summary>
/// <param name="Wanted">Calls that speak of it.</param>
/// <param name="Found">Calls in which the model finds it.</param>
/// <param name="Both">Of those found, the calls that do speak of it.</param>
/// <param name="SameStatus">Of those, with the right status.</param>
public sealed record HeldOutFinding(string Code, int Wanted, int Found, int Both, int SameStatus)
{
    public double Precision => Found == 0 ? 0 : (double)Both / Found;

    public double Recall => Wanted == 0 ? 0 : (double)Both / Wanted;
}

/// <summary>
/// Figures on held-out synthetic calls. Their sentences that state a finding are not those of the training calls; questions, openings,
/// talk and most denials and doubts are: optimistic for real callers. Rates in [0,1].
/// </summary>
/// <param name="PresentF1">F1 of findings present.</param>
/// <param name="P0Recall">Of the calls labelled P0, those suggested P0 at the end.</param>
/// <param name="FalseP0">Of the calls for which P0 is not acceptable, those suggested P0 at the end.</param>
/// <param name="CalibrationError">Expected calibration error of the suggested priority's probability, ten equal bins; calls that a rule decides left out.</param>
public sealed record HeldOutFigures(
    int Calls, double MentionPrecision, double MentionRecall, double StatusAccuracy, double PresentF1,
    double PriorityAccuracy, double PriorityAcceptable, double UnderTriage, double P0Recall, double FalseP0, double CalibrationError,
    double MotiveTop1, double MotiveTop3, double CareAccuracy, IReadOnlyList<HeldOutFinding> Findings)
{
    /// <summary>
    /// Calls of 100 for which P0 is shown: by a safety rule, and by the model alone at its threshold. How many calls are grave is the
    /// generator's choice: a prior until a site has measured its own (<see cref="Core.Assessment.AlertBudget"/>), not a forecast.
    /// </summary>
    public (double ByRule, double ByModel) AlertsPerHundred { get; init; }

    public double MentionF1 => MentionPrecision + MentionRecall > 0 ? 2 * MentionPrecision * MentionRecall / (MentionPrecision + MentionRecall) : 0;
}

/// <summary>What a training was made of.</summary>
/// <param name="TurnCalls">Calls whose turns trained the turn networks.</param>
/// <param name="CallCalls">Calls that trained the call heads.</param>
/// <param name="Turns">Distinct turns the turn networks learnt from, joined ones included.</param>
/// <param name="CallsSha256">Over the words and labels of all calls; equal where content, generator and seed are equal.</param>
public sealed record TrainingData(int TurnCalls, int CallCalls, int Turns, string CallsSha256, TrainingOptions Options);
