namespace Triage.Core.Assessment;

/// <summary>
/// From the state of a call to a suggestion: call head, safety floor, abstention, next question. Pure apart from the head.
/// The head is asked for the call with every set of at most three of its vital findings, and the most urgent answer counts:
/// one more vital finding can therefore never lower the priority, whatever the head has learnt.
/// </summary>
public sealed class SuggestionPolicy(ICallHead head, TriageModelCard.Thresholds limits, string modelHash)
{
    /// <summary>Vital findings combined at most; larger sets hold these.</summary>
    private const int MaxCombined = 3;

    /// <summary>Questions compared at most; each costs two rows of the head.</summary>
    private const int MaxQuestions = 12;

    /// <summary>Alternatives shown beside the motive.</summary>
    private const int Alternatives = 3;

    /// <summary>How much less a finding may move the priority and still be asked before a later one of the official order.</summary>
    private const double OrderShare = 0.6;

    /// <summary>Below this movement (in levels of priority) no question is worth interrupting for.</summary>
    private const double LeastMovement = 0.02;

    /// <summary>The priority suggested last keeps its place until it misses the threshold by this margin.</summary>
    private const double Hysteresis = 0.1;

    /// <summary>Probability of its status below which a finding is no ground for a suggestion.</summary>
    private const double LikelierThanNot = 0.5;

    private static readonly int Unconscious = FindingCatalogue.IndexOf("inconscience");
    private static readonly int Arrest = FindingCatalogue.IndexOf("arret_cardiaque");
    private static readonly int Distress = FindingCatalogue.IndexOf("detresse_respiratoire");
    private static readonly int Breathless = FindingCatalogue.IndexOf("dyspnee");

    private static readonly int Levels = Enum.GetValues<Priority>().Length;

    /// <param name="previous">The priority suggested last, for hysteresis; null at the beginning.</param>
    /// <param name="otherLanguage">The caller does not speak French.</param>
    public Suggestion Decide(AssessmentState state, CueLog cues, Priority? previous = null, bool otherLanguage = false)
    {
        var findings = state.Findings;
        var subsets = Subsets([.. findings.Where(f => f.Status == FindingStatus.Present && FindingCatalogue.All[f.Finding].Vital).Select(f => f.Finding)]);
        var questions = OpenQuestions(findings, state.Patient);
        var readings = Ask(state, subsets, questions);

        var urgency = Urgency(readings, subsets.Count);
        var priority = Choose(urgency, previous);
        var care = ChooseCare(readings[subsets.Count - 1], priority);
        var rules = SafetyRules.Holding(state, cues);
        SafetyRule? priorityRule = null, careRule = null;
        if (rules.Count > 0 && rules[0].Priority < priority)
            (priorityRule, priority) = (rules[0], rules[0].Priority);
        if (rules.MinBy(r => r.CareLevel) is { } lifting && lifting.CareLevel < care)
            (careRule, care) = (lifting, lifting.CareLevel);

        var full = readings[subsets.Count - 1];
        var distribution = Distribution(urgency);
        var lifted = full.Motive.ToArray();
        foreach (var lift in rules.Select(r => r.Motive).OfType<MotiveLift>().Take(1))
            lift.Apply(lifted);
        var motives = lifted.Select((p, i) => (Probability: p, Index: i)).OrderByDescending(m => m.Probability).Take(1 + Alternatives)
            .Select(m => new MotiveReading(MotiveCatalogue.All[m.Index].Code, MotiveCatalogue.All[m.Index].Label, m.Probability)).ToList();
        var reason = otherLanguage ? AbstentionReason.OtherLanguage
            : priorityRule is null && (state.CallerWords < limits.Words || !findings.Any(f => f.Status != FindingStatus.Uncertain && f.Probability >= LikelierThanNot)) && !Sufficient(findings, rules) ? AbstentionReason.NotEnoughSaid
            // A P0 has passed a threshold of its own, which a site's alert budget may have set below this one.
            : rules.Count == 0 && priority != Priority.P0 && distribution.Max() < limits.Confidence ? AbstentionReason.LowConfidence
            : AbstentionReason.None;
        return new Suggestion(
            new ScaleReading<Priority>(priority, distribution[(int)priority], distribution, priorityRule?.Id),
            new ScaleReading<CareLevel>(care, full.Care[(int)care], full.Care, careRule?.Id),
            motives[0],
            [.. motives.Skip(1)],
            [.. findings.Select(f => f.ToFinding())],
            Question(findings, priority, questions, readings, subsets.Count),
            reason,
            modelHash)
        {
            Floor = rules.Count > 0 ? rules[0].Priority : null,
        };
    }

    /// <summary>A present vital finding or a rule is enough to speak, however few the words.</summary>
    private static bool Sufficient(IReadOnlyList<FindingState> findings, IReadOnlyList<SafetyRule> rules) =>
        rules.Count > 0 || findings.Any(f => f.Status == FindingStatus.Present && FindingCatalogue.All[f.Finding].Vital && f.Probability >= LikelierThanNot);

    /// <summary>All sets of at most three of the vital findings, by size; the last is the largest.</summary>
    private static List<int[]> Subsets(int[] vital)
    {
        var subsets = new List<int[]> { Array.Empty<int>() };
        for (var size = 1; size <= Math.Min(MaxCombined, vital.Length); size++)
            Combine(vital, 0, size, [], subsets);
        return subsets;
    }

    private static void Combine(int[] from, int start, int size, int[] chosen, List<int[]> into)
    {
        if (size == 0)
            into.Add(chosen);
        for (var i = start; size > 0 && i <= from.Length - size; i++)
            Combine(from, i + 1, size - 1, [.. chosen, from[i]], into);
    }

    /// <summary>Vital findings that nothing said so far answers: whoever speaks for himself is conscious and breathes, whoever breathes well has no arrest.</summary>
    private static List<int> OpenQuestions(IReadOnlyList<FindingState> findings, PatientDescription patient)
    {
        var known = findings.Where(f => f.Status != FindingStatus.Uncertain).Select(f => f.Finding).ToHashSet();
        if (patient.CallerIsPatient)
            known.UnionWith([Unconscious, Arrest]);
        if (findings.Any(f => f.Finding == Breathless && f.Status == FindingStatus.Absent))
            known.UnionWith([Arrest, Distress]);
        return [.. Enumerable.Range(0, FindingCatalogue.Count).Where(f => FindingCatalogue.All[f].Vital && !known.Contains(f)).Take(MaxQuestions)];
    }

    /// <summary>One batch: the sets of vital findings, then per open question present and absent.</summary>
    private IReadOnlyList<CallReading> Ask(AssessmentState state, List<int[]> subsets, List<int> questions)
    {
        var width = CallFeatures.Count;
        var own = new float[width];
        CallFeatures.Write(state, own);
        var vital = subsets.SelectMany(s => s).Distinct().ToArray();
        var rows = new float[(subsets.Count + 2 * questions.Count) * width];
        for (var s = 0; s < subsets.Count; s++)
        {
            var row = rows.AsSpan(s * width, width);
            own.CopyTo(row);
            foreach (var finding in vital)
                if (!subsets[s].Contains(finding))
                    CallFeatures.Assume(row, new FindingAssumption(finding, null));
        }
        for (var q = 0; q < questions.Count; q++)
            for (var side = 0; side < 2; side++)
            {
                var row = rows.AsSpan((subsets.Count + 2 * q + side) * width, width);
                own.CopyTo(row);
                CallFeatures.Assume(row, new FindingAssumption(questions[q], side == 0 ? FindingStatus.Present : FindingStatus.Absent));
            }
        return head.Read(rows, subsets.Count + 2 * questions.Count);
    }

    /// <summary>Per level the highest probability, over the sets, of being at least that urgent.</summary>
    private static double[] Urgency(IReadOnlyList<CallReading> readings, int sets)
    {
        var urgency = new double[Levels];
        for (var s = 0; s < sets; s++)
        {
            var sum = 0.0;
            for (var level = 0; level < Levels; level++)
                urgency[level] = Math.Max(urgency[level], sum += readings[s].Priority[level]);
        }
        urgency[^1] = 1;
        return urgency;
    }

    private static double[] Distribution(double[] urgency) =>
        [.. urgency.Select((u, i) => Math.Max(0, u - (i > 0 ? urgency[i - 1] : 0)))];

    private Priority Choose(double[] urgency, Priority? previous)
    {
        for (var level = 0; level < Levels; level++)
        {
            var threshold = level == 0 ? limits.Vital : limits.Urgency;
            if (urgency[level] >= (previous == (Priority)level ? threshold - Hysteresis : threshold))
                return (Priority)level;
        }
        return Priority.NR;
    }

    /// <summary>The most probable care level among those that a call of this priority can have: a vital emergency is never mere advice.</summary>
    private static CareLevel ChooseCare(CallReading reading, Priority priority)
    {
        var least = priority switch { Priority.P0 => CareLevel.R1, Priority.P1 => CareLevel.R2, _ => CareLevel.R4 };
        var best = CareLevel.R1;
        foreach (var care in Enum.GetValues<CareLevel>())
            if (care <= least && reading.Care[(int)care] > reading.Care[(int)best])
                best = care;
        return best;
    }

    private static NextQuestion? Question(
        IReadOnlyList<FindingState> findings, Priority priority, List<int> questions, IReadOnlyList<CallReading> readings, int first)
    {
        if (questions.Count == 0 || priority >= Priority.P3)
            return null;
        // Unconscious: whether he breathes decides what the caller must do now, whatever it does to the priority; the rest cannot be asked.
        if (findings.Any(f => f.Finding == Unconscious && f.Status == FindingStatus.Present))
            return questions.Contains(Arrest) ? Asking(Arrest) : null;
        var movements = questions.Select((_, q) => Math.Abs(Expected(readings[first + 2 * q]) - Expected(readings[first + 2 * q + 1]))).ToArray();
        var best = movements.Max();
        if (best < LeastMovement)
            return null;
        var chosen = questions[Array.FindIndex(movements, m => m >= OrderShare * best)];
        return Asking(chosen);
    }

    private static NextQuestion Asking(int finding) => new(FindingCatalogue.All[finding].Code, FindingCatalogue.All[finding].Question);

    private static double Expected(CallReading reading) => reading.Priority.Select((p, level) => p * level).Sum();
}
