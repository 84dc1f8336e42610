namespace Triage.TrialLog.Simulation;

/// <summary>
/// The model of a simulated trial; every number is an assumption, none was measured. docs/report.md describes it. Times in seconds
/// from pick-up.
/// </summary>
public sealed record SimulationPlan
{
    public int Calls { get; init; } = 2000;

    public ulong Seed { get; init; } = 1;

    /// <summary>
    /// What a shown alert does to the time that is left until the operator would have recognised a vital emergency: it is multiplied by
    /// this. 1: nothing; 0.5: halved; 0: recognised at the alert. Same for every call.
    /// </summary>
    public double Effect { get; init; } = 0.5;

    public int Operators { get; init; } = 30;

    /// <summary>Standard deviation between operators of the logarithm of the time to recognition.</summary>
    public double OperatorSpread { get; init; } = 0.2;

    public double VitalShare { get; init; } = 0.08;

    /// <summary>Median time to recognition without any alert, of those recognised.</summary>
    public double NaturalMedianS { get; init; } = 80;

    /// <summary>Standard deviation within an operator of the logarithm of that time.</summary>
    public double NaturalSpread { get; init; } = 0.7;

    /// <summary>Vital emergencies that the operator alone would not recognise however long the call.</summary>
    public double NeverShare { get; init; } = 0.08;

    /// <summary>Median time of the first alert of a call that has one (log-normal, spread 0.5).</summary>
    public double AlertMedianS { get; init; } = 45;

    /// <summary>Share of vital emergencies with an alert.</summary>
    public double Sensitivity { get; init; } = 0.85;

    /// <summary>Distance of vital from other calls on the model's scale, in standard deviations (d').</summary>
    public double Separation { get; init; } = 2.6;

    /// <summary>Shadow calls whose suggestions were seen all the same.</summary>
    public double ContaminationShare { get; init; } = 0.02;

    /// <summary>Calls during which the appliance was out: nothing computed, nothing shown.</summary>
    public double OutageShare { get; init; } = 0.01;

    /// <summary>Calls that two adjudicators judge; the others have none or one.</summary>
    public double AdjudicatedShare { get; init; } = 0.95;

    /// <summary>Chance that an adjudicator is wrong about a call; two who differ find the truth by consensus.</summary>
    public double AdjudicatorError { get; init; } = 0.02;

    /// <summary>Share of patients' ages and sexes, pick-up clocks a fifth as often, that are not known.</summary>
    public double MissingShare { get; init; } = 0.05;

    /// <summary>Share of shown alerts that operators answer in the first week; it falls by 3 % of itself a week.</summary>
    public double AnswerShare { get; init; } = 0.85;

    public int Weeks { get; init; } = 8;

    public DateTimeOffset Start { get; init; } = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    /// <exception cref="ArgumentOutOfRangeException">A value is outside its range; names it.</exception>
    public SimulationPlan Checked()
    {
        static void Between(double value, double low, double high, string name)
        {
            if (!(value >= low && value <= high))
                throw new ArgumentOutOfRangeException(name, value, $"between {low} and {high}");
        }

        Between(Calls, 1, 1_000_000, nameof(Calls));
        Between(Effect, 0, 10, nameof(Effect));
        Between(Operators, 1, 10_000, nameof(Operators));
        Between(OperatorSpread, 0, 3, nameof(OperatorSpread));
        Between(NaturalSpread, 0, 3, nameof(NaturalSpread));
        Between(NaturalMedianS, 1, 3600, nameof(NaturalMedianS));
        Between(AlertMedianS, 1, 3600, nameof(AlertMedianS));
        Between(Sensitivity, 0.001, 0.999, nameof(Sensitivity));
        Between(Separation, 0, 10, nameof(Separation));
        Between(Weeks, 1, 520, nameof(Weeks));
        Between(VitalShare, 0.0001, 0.9999, nameof(VitalShare));
        foreach (var (value, name) in new[]
        {
            (NeverShare, nameof(NeverShare)), (ContaminationShare, nameof(ContaminationShare)), (OutageShare, nameof(OutageShare)),
            (AdjudicatedShare, nameof(AdjudicatedShare)), (AdjudicatorError, nameof(AdjudicatorError)), (MissingShare, nameof(MissingShare)), (AnswerShare, nameof(AnswerShare)),
        })
            Between(value, 0, 1, name);
        return this;
    }
}
