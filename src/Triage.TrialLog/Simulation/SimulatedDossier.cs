using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Trial;
using Triage.TrialLog.Records;
using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Simulation;

/// <summary>What the simulator has decided about a call before it is written down.</summary>
internal sealed record SimulatedUnit(
    string Key, int Number, DateTimeOffset At, SimulatedOperator Operator, SimulatedCourse Course, AllocationRecord Allocation, string Origin);

/// <summary>One simulated call as a dossier.</summary>
internal static class SimulatedDossier
{
    private const string OutageRule = "appliance_stopped", Screen = "simulated-screen";

    private static readonly string[] s_callers = ["patient", "proche", "temoin", "professionnel"];
    private static readonly RunningVersions s_versions = new(SimulatedMark.Software, Hash('c'), Hash('5'), Hash('7'));

    public static bool TouchedByOutage(CallDossier dossier) => dossier.Call.Quality.Rule == OutageRule;

    public static CallDossier Build(SimulationPlan plan, SeededRandom random, SimulatedUnit unit)
    {
        var (course, arm) = (unit.Course, unit.Allocation.Arm);
        DateTimeOffset At(double seconds) => unit.At + TimeSpan.FromMilliseconds(Math.Round(1000 * seconds));
        var level = course.Vital ? Priority.P0 : OtherLevel(random);
        var recognised = course.RecognisedS(arm, plan.Effect);
        var suggestions = Suggestions(unit, random, level, At);
        var exposures = Exposures(unit, suggestions, At);
        var decisions = Decisions(plan, unit, random, level, recognised, suggestions, At);
        var clocks = new List<ClockRecord> { new(unit.Key, CallClock.Ring, At(-6), "telephony"), new(unit.Key, CallClock.FirstWord, At(1), "appliance"), new(unit.Key, CallClock.HangUp, At(course.HangUpS), "telephony") };
        if (!random.Chance(plan.MissingShare / 5))
            clocks.Insert(1, new(unit.Key, CallClock.PickUp, At(0), "telephony"));
        var lost = course.Outage ? course.HangUpS : random.Chance(0.05) ? Math.Round(5 * random.Uniform(), 2) : 0;
        var call = new CallRecord(
            unit.Key, SimulatedMark.Site, unit.At, At(course.HangUpS), "completed", Math.Round(course.HangUpS - lost, 3), lost,
            "simulation", 1, unit.Allocation.Stratum, arm, unit.Operator.Key, "arm", unit.Operator.ExperienceYears,
            s_callers[random.Below(s_callers.Length)], unit.Origin,
            random.Chance(plan.MissingShare) ? null : Math.Round(Math.Clamp(55 + 25 * random.Normal(), 0, 100)),
            random.Chance(plan.MissingShare) ? null : random.Chance(0.52) ? "F" : "M",
            null, arm == TrialArm.Shadow && course.ShowsIn(arm) ? "seen_on_another_screen" : null,
            new(Math.Round(18 + 6 * random.Normal(), 1), Math.Round(Math.Abs(0.003 * random.Normal()), 5), Math.Round(0.1 * random.Uniform(), 3), "fr",
                Math.Round(Math.Clamp(0.85 + 0.06 * random.Normal(), 0, 1), 3), course.Outage ? null : Math.Round(220 * Math.Exp(0.3 * random.Normal()), 1), course.Outage ? OutageRule : null),
            s_versions);
        return new(call, [unit.Allocation], suggestions, exposures, decisions, clocks, Adjudications(plan, unit, random, level, At));
    }

    private static List<SuggestionRecord> Suggestions(SimulatedUnit unit, SeededRandom random, Priority level, Func<double, DateTimeOffset> at)
    {
        var (course, list) = (unit.Course, new List<SuggestionRecord>());
        var shown = course.ShowsIn(unit.Allocation.Arm) || unit.Allocation.Arm == TrialArm.Visible;
        void Add(double seconds, double p0, Priority priority, bool alert, AbstentionReason abstention)
        {
            var rest = 1 - p0;
            double[] distribution = [p0, rest / 4, rest / 4, rest / 4, rest / 4];
            if (priority != Priority.P0)
                for (var level = 1; level < distribution.Length; level++)
                    distribution[level] = rest * (level == (int)priority ? 0.7 : 0.1);
            list.Add(new(unit.Key, list.Count + 1, Math.Round(seconds, 2), at(seconds), priority, distribution[(int)priority], distribution, priority == Priority.P0 ? CareLevel.R1 : CareLevel.R3,
                "M01.01", 0.7, abstention, alert, shown, s_versions.TriageModel, Math.Round(18 * Math.Exp(0.4 * random.Normal()), 1), []));
        }

        var (early, noise) = (Math.Min(10 + 10 * random.Uniform(), 0.6 * course.AlertS), random.Uniform());
        if (course.Outage)
            return list;
        Add(early, course.Probability / 4, Priority.P2, false, noise < 0.3 ? AbstentionReason.NotEnoughSaid : AbstentionReason.None);
        if (double.IsFinite(course.AlertS))
            Add(course.AlertS, course.Probability, Priority.P0, true, AbstentionReason.None);
        else
        {
            // A neighbour of the true level in one call of five.
            var near = level == Priority.P0 || noise < 0.1 ? Priority.P1 : noise > 0.9 && level < Priority.NR ? level + 1 : level;
            Add(early + 15, course.Probability, near, false, noise is > 0.4 and < 0.45 ? AbstentionReason.LowConfidence : AbstentionReason.None);
        }
        return list;
    }

    private static List<ExposureRecord> Exposures(SimulatedUnit unit, List<SuggestionRecord> suggestions, Func<double, DateTimeOffset> at)
    {
        var list = new List<ExposureRecord>();
        for (var i = 0; i < suggestions.Count; i++)
        {
            if (!suggestions[i].Shown)
                continue;
            var (from, to) = (suggestions[i].AtS + 0.4, i + 1 < suggestions.Count ? suggestions[i + 1].AtS + 0.4 : unit.Course.HangUpS);
            void Step(ExposureKind kind, double seconds) => list.Add(new(
                unit.Key, suggestions[i].Sequence, kind, Screen, unit.Operator.Key, at(seconds), Math.Round((unit.At - DateTimeOffset.UnixEpoch).TotalSeconds % 1e7 + seconds, 3)));
            Step(ExposureKind.Displayed, from);
            Step(ExposureKind.Seen, from + 0.3);
            Step(ExposureKind.Left, to);
        }
        return list;
    }

    private static List<DecisionRecord> Decisions(
        SimulationPlan plan, SimulatedUnit unit, SeededRandom random, Priority level, double recognised, List<SuggestionRecord> suggestions, Func<double, DateTimeOffset> at)
    {
        var (course, list) = (unit.Course, new List<DecisionRecord>());
        var alert = suggestions.Find(s => s is { Alert: true, Shown: true });
        void Add(double seconds, long on, DecisionAction action, Priority priority, string? reason = null) => list.Add(new(
            unit.Key, 100 + list.Count, on, at(seconds), Math.Round(seconds, 2), action, DeciderRole.Arm, unit.Operator.Key, priority, null, null, reason, false, false));

        var answers = random.Chance(plan.AnswerShare * Math.Pow(0.97, (unit.At - plan.Start).TotalDays / 7));
        var (kind, delay) = (random.Uniform(), 4 + 16 * random.Uniform());
        if (course.Vital && recognised < course.HangUpS)
        {
            // Recognising after a shown alert is answering it, when the operator answers at all; else the level is set without it.
            var by = alert is not null && answers && recognised >= course.AlertS ? alert.Sequence : 0;
            Add(recognised, by, by > 0 ? DecisionAction.Accepted : DecisionAction.Modified, Priority.P0);
            if (alert is not null && answers && by == 0 && course.AlertS + delay < course.HangUpS)
                Add(course.AlertS + delay, alert.Sequence, DecisionAction.Accepted, Priority.P0);
        }
        else
        {
            var stated = course.Vital ? Priority.P1 : kind < 0.01 ? Priority.P0 : level;
            if (alert is not null && answers && course.AlertS + delay < course.HangUpS)
                Add(course.AlertS + delay, alert.Sequence, kind < 0.7 ? DecisionAction.Rejected : DecisionAction.Modified, stated == Priority.P0 ? Priority.P1 : stated, kind < 0.35 ? "not_in_the_call" : null);
            else
                Add(Math.Min(course.HangUpS - 1, 60 + 10 * delay), 0, DecisionAction.Modified, stated);
        }
        return list;
    }

    private static List<AdjudicationRecord> Adjudications(SimulationPlan plan, SimulatedUnit unit, SeededRandom random, Priority level, Func<double, DateTimeOffset> at)
    {
        var list = new List<AdjudicationRecord>();
        AdjudicationRecord Judge(int who, bool vital, Priority priority, bool consensus, int day) => new(
            unit.Key, TrialSimulator.Key(plan, "adjudicator", who), vital, priority, null, "recording", consensus, at(86_400.0 * day));
        var first = random.Below(4);
        var second = (first + 1 + random.Below(3)) % 4;
        (bool Vital, Priority Level) Read()
        {
            var (wrong, near) = (random.Chance(plan.AdjudicatorError), random.Chance(0.1));
            var vital = unit.Course.Vital != wrong;
            return (vital, vital ? Priority.P0 : level == Priority.P0 || (near && level > Priority.P1) ? Priority.P1 : level);
        }

        var (a, b, both, one) = (Read(), Read(), random.Chance(plan.AdjudicatedShare), random.Chance(0.5));
        if (both || one)
            list.Add(Judge(first, a.Vital, a.Level, false, 20));
        if (both)
        {
            list.Add(Judge(second, b.Vital, b.Level, false, 21));
            if (a != b)
                list.Add(Judge(first, unit.Course.Vital, level, true, 25));
        }
        return list;
    }

    // Not vital: P1 to P3 and not regulated; shares are assumptions.
    private static Priority OtherLevel(SeededRandom random) => random.Uniform() switch { < 0.3 => Priority.P1, < 0.7 => Priority.P2, < 0.95 => Priority.P3, _ => Priority.NR };

    private static string Hash(char digit) => new(digit, 64);
}
