using Triage.TrialLog.Records;
using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Simulation;

/// <summary>What happens in one call whichever arm it is in: the draws come first, the arm only decides what is shown.</summary>
/// <param name="NaturalS">When the operator alone recognises a vital emergency; infinite: never.</param>
/// <param name="AlertS">When the first alert is computed; infinite: none.</param>
/// <param name="HangUpS">When the call ends, independent of all else.</param>
/// <param name="Probability">Of P0, at its highest.</param>
internal readonly record struct SimulatedCourse(
    bool Vital, double NaturalS, double AlertS, double HangUpS, double Probability, bool Outage, bool WouldContaminate)
{
    private const double AlertSpread = 0.5;

    // A call lasts at least 90 s, then a log-normal time of median 150 s: beyond 300 s often enough for the restricted mean.
    private const double LeastS = 90, RestMedianS = 150, RestSpread = 0.6;

    // The model is a little too sure of itself, so that the calibration of the report has something to find.
    private const double Overconfidence = 1.15;

    public static SimulatedCourse Draw(SimulationPlan plan, SeededRandom random, bool vital, double operatorShift)
    {
        var natural = random.Chance(plan.NeverShare) ? double.PositiveInfinity : LogNormal(random, plan.NaturalMedianS, plan.NaturalSpread) * Math.Exp(operatorShift);
        var alert = LogNormal(random, plan.AlertMedianS, AlertSpread);
        var hangUp = LeastS + LogNormal(random, RestMedianS, RestSpread);
        var signal = random.Normal() + (vital ? plan.Separation : 0);
        var (outage, contaminates) = (random.Chance(plan.OutageShare), random.Chance(plan.ContaminationShare));
        var alerts = !outage && signal >= plan.Separation - NormalDistribution.Quantile(plan.Sensitivity) && alert < hangUp - 1;
        var logit = Math.Log(plan.VitalShare / (1 - plan.VitalShare)) + plan.Separation * signal - plan.Separation * plan.Separation / 2;
        return new(vital, vital ? natural : double.PositiveInfinity, alerts ? alert : double.PositiveInfinity, hangUp,
            1 / (1 + Math.Exp(-Overconfidence * logit)), outage, contaminates);
    }

    /// <summary>The alert is seen in this arm, as allocated or by contamination.</summary>
    public bool ShowsIn(TrialArm arm) => double.IsFinite(AlertS) && (arm == TrialArm.Visible || WouldContaminate);

    /// <summary>When the operator recognises it in an arm, not looking at when the call ends; infinite: never.</summary>
    public double RecognisedS(TrialArm arm, double effect)
    {
        if (!Vital || !ShowsIn(arm) || AlertS >= NaturalS)
            return NaturalS;
        // Nothing multiplies an endless time: whom the operator alone never recognises is recognised from the alert with chance
        // 1 - effect, as if the rest had been 60 s; the draw of hang-up decides, so that both arms share it.
        if (double.IsInfinity(NaturalS))
            return effect < 1 && HangUpS - Math.Floor(HangUpS) < 1 - effect ? AlertS + 60 * effect : NaturalS;
        return AlertS + effect * (NaturalS - AlertS);
    }

    private static double LogNormal(SeededRandom random, double median, double spread) => median * Math.Exp(spread * random.Normal());
}
