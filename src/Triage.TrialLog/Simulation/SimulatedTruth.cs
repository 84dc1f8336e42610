using Triage.TrialLog.Records;
using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Simulation;

/// <summary>What an arm of the simulated trial would show if it had no end.</summary>
/// <param name="Within">Share of vital emergencies recognised in the call within each time asked for.</param>
/// <param name="RestrictedMeanS">Mean time without recognition up to the horizon if no call ended.</param>
public sealed record TrueArm(IReadOnlyList<double> Within, double RestrictedMeanS);

/// <summary>The figures that a report of a simulated trial should find, from the model itself: both arms of the same many calls.</summary>
public sealed record SimulatedTruth(TrueArm Shadow, TrueArm Visible)
{
    /// <summary>Standard error of a share: about 0.001.</summary>
    public const int DefaultDraws = 300_000;

    public double RestrictedMeanDifferenceS => Visible.RestrictedMeanS - Shadow.RestrictedMeanS;

    public double Difference(int index) => Visible.Within[index] - Shadow.Within[index];

    public static SimulatedTruth Of(SimulationPlan plan, IReadOnlyList<double> withinS, double horizonS, int draws = DefaultDraws)
    {
        var random = new SeededRandom(plan.Seed ^ 0x7275_7468);
        var within = new long[2, withinS.Count];
        var areas = new double[2];
        for (var i = 0; i < draws; i++)
        {
            var course = SimulatedCourse.Draw(plan, random, vital: true, plan.OperatorSpread * random.Normal());
            foreach (var arm in (TrialArm[])[TrialArm.Shadow, TrialArm.Visible])
            {
                var at = course.RecognisedS(arm, plan.Effect);
                areas[(int)arm] += Math.Min(at, horizonS);
                for (var w = 0; w < withinS.Count; w++)
                    within[(int)arm, w] += at <= withinS[w] && at <= course.HangUpS ? 1 : 0;
            }
        }
        TrueArm Arm(TrialArm arm) => new([.. withinS.Select((_, w) => (double)within[(int)arm, w] / draws)], areas[(int)arm] / draws);
        return new(Arm(TrialArm.Shadow), Arm(TrialArm.Visible));
    }
}
