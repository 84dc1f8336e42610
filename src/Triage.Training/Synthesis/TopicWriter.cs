using Triage.Core.Assessment;

namespace Triage.Training.Synthesis;

/// <summary>A finding still to be talked about.</summary>
internal sealed record Topic(bool Early, Action Write);

/// <summary>
/// Talks about findings: asked or volunteered, answered in one word or a sentence, negated questions, two questions at once,
/// questions left unanswered, corrections, and calls that change course.
/// </summary>
internal sealed class TopicWriter(ContentLibrary content, CallPlan plan, SeededRandom random, Transcript transcript)
{
    private readonly HashSet<int> _said = [];
    private readonly List<int> _open = [];
    private readonly HashSet<Phrase> _remarks = [];

    /// <summary>Findings that the line says need no topic of their own.</summary>
    public void MarkSaid(SpokenLine line)
    {
        foreach (var said in line.Says)
            _said.Add(said.Finding);
    }

    /// <summary>One topic for each finding that the call says something of and the opening did not.</summary>
    public IReadOnlyList<Topic> Draw()
    {
        for (var f = 0; f < plan.Truth.Length; f++)
            if (plan.Truth[f] is { } status && content.Findings.TryGetValue(f, out var finding)
                && (finding.CanSay(status, plan.Self) || finding.Questions.Any(q => q.For(plan.Self) is not null)))
            {
                // What the opening said is often asked again or confirmed.
                if (_said.Contains(f) && !random.Chance(0.3))
                    continue;
                _open.Add(f);
            }
        return [.. _open.ToArray().Select(f => new Topic(FindingCatalogue.All[f].Vital, () => Write(f)))];
    }

    /// <summary>Sentences that fit this patient, this caller and what is true.</summary>
    public IReadOnlyList<Phrase> Fitting(SidedPhrases phrases) => [.. phrases.For(plan.Self).Where(p => plan.Allows(p) && Fits(p))];

    public SpokenLine Acknowledged(SpokenLine line) => random.Chance(0.3) ? Talk("acknowledge").Then(line) : line;

    /// <summary>The caller says something unasked.</summary>
    public void Remark(IReadOnlyList<Phrase> phrases)
    {
        Phrase[] unsaid = [.. phrases.Where(p => !_remarks.Contains(p))];
        if (unsaid.Length == 0)
            return;
        var phrase = random.Pick(unsaid);
        _remarks.Add(phrase);
        if (random.Chance(0.2))
            transcript.Operator(Talk(random.Chance(0.8) ? "acknowledge" : "openers"));
        transcript.Caller(Say(phrase));
    }

    public void NearMiss()
    {
        var finding = random.Pick([.. content.Findings.OrderBy(p => p.Key).Select(p => p.Value)]);
        var operatorSays = random.Chance(0.3);
        var phrases = (operatorSays ? finding.OperatorNearMisses : finding.NearMisses).For(plan.Self).Where(Fits).ToArray();
        if (phrases.Length == 0)
            return;
        if (operatorSays)
            transcript.Operator(Say(random.Pick(phrases)));
        else
            transcript.Caller(Say(random.Pick(phrases)));
    }

    public void Ask(FactContent fact)
    {
        if (fact.For(plan.Self) is not { } question)
            return;
        var answers = Fitting(fact.Answers);
        transcript.Operator(Acknowledged(Say(question)));
        if (answers.Count > 0 && !random.Chance(0.04))
            transcript.Caller(Say(random.Pick(answers)));
    }

    private void Write(int f)
    {
        if (!_open.Remove(f))
            return;
        var finding = content.Findings[f];
        var status = plan.Truth[f]!.Value;
        var questions = finding.Questions.Where(q => q.For(plan.Self) is not null).ToArray();
        var sayable = Statements(finding, status).Length > 0;
        if (random.Chance(0.07) && ChangeCourse(finding, status))
            return;
        if (questions.Length == 0 || (sayable && !_said.Contains(f) && random.Chance(status == FindingStatus.Present ? 0.28 : 0.1)))
        {
            if (sayable)
                transcript.Caller(Volunteered(finding, status));
            return;
        }
        if (sayable && random.Chance(0.12) && Together(finding, status))
            return;
        var question = random.Pick(questions);
        if (random.Chance(0.05))
        {
            // Asked, not answered, asked again.
            transcript.Operator(Acknowledged(Say(question.For(plan.Self)!)));
            transcript.Caller(Talk(random.Chance(0.5) ? "off_topic" : random.Chance(0.5) ? "hurry" : "pardon"));
            question = random.Pick(questions);
        }
        transcript.Operator(Acknowledged(Question(question)));
        transcript.Caller(Answer(finding, question, status, sayable));
        if (status == FindingStatus.Present && random.Chance(0.06))
            Confirm(finding);
    }

    /// <summary>How the operator sums up a finding, without anything untrue.</summary>
    public IReadOnlyList<Phrase> OperatorStatements(FindingContent finding) =>
        [.. finding.OperatorStatements.For(plan.Self).Where(Fits).Where(OnlyOwn(finding.Index, FindingStatus.Present))];

    /// <summary>The operator repeats, the caller agrees: "d'accord donc il respire mal ? - oui".</summary>
    private void Confirm(FindingContent finding)
    {
        var statements = OperatorStatements(finding);
        if (statements.Count == 0)
            return;
        transcript.Operator(Say(random.Pick(statements)));
        transcript.Caller(Talk("confirmations").Proving([new(finding.Index, FindingStatus.Present)]));
    }

    private SpokenLine Question(FindingQuestion question)
    {
        var line = random.Chance(0.12) ? Talk("question_starts") : new SpokenLine();
        return line.Then(Say(question.For(plan.Self)!));
    }

    private SpokenLine Answer(FindingContent finding, FindingQuestion question, FindingStatus status, bool sayable)
    {
        var bare = Bare(finding.Index, question, status);
        var longer = LongAnswers(finding, question, status);
        Phrase[] statements = sayable ? Statements(finding, status) : [];
        if (bare is not null && statements.Length > 0 && status != FindingStatus.Uncertain && random.Chance(0.06))
            return Corrected(finding, question, status, statements);
        // What the opening already told is only confirmed: a second story would not fit the first.
        if (bare is not null && _said.Contains(finding.Index) && random.Chance(0.75))
            return Tail(bare);
        if (longer.Count > 0 && random.Chance(0.3))
            return Tail(Say(random.Pick(longer)));
        if (statements.Length == 0)
            return bare ?? (longer.Count > 0 ? Say(random.Pick(longer)) : Talk("unsure").Proving([new(finding.Index, FindingStatus.Uncertain)]));
        if (bare is null)
            return Tail(Say(random.Pick(statements)));
        return random.Next(10) switch
        {
            < 5 => Tail(bare),
            < 8 => Tail(bare.Then(Say(random.Pick(statements)))),
            _ => Tail(Say(random.Pick(statements))),
        };
    }

    /// <summary>"oui" where yes has this status, "non" where no has; "si" and "non" after a negated question.</summary>
    private SpokenLine? Bare(int finding, FindingQuestion question, FindingStatus status)
    {
        var list = status == FindingStatus.Uncertain ? "unsure"
            : question.Si == status ? "si"
            : question.No == status ? "no"
            : question.Yes == status ? "yes" : null;
        return list is null ? null : Talk(list).Proving([new(finding, status)]);
    }

    private IReadOnlyList<Phrase> LongAnswers(FindingContent finding, FindingQuestion question, FindingStatus status)
    {
        var fits = status switch
        {
            FindingStatus.Present => question is { Yes: FindingStatus.Present, Negated: false },
            FindingStatus.Absent => question is { No: FindingStatus.Absent, Negated: false },
            _ => true,
        };
        return fits ? [.. finding.Answers[status].For(plan.Self).Where(Fits).Where(OnlyOwn(finding.Index, status))] : [];
    }

    /// <summary>"oui, enfin non, il respire": the last words count.</summary>
    private SpokenLine Corrected(FindingContent finding, FindingQuestion question, FindingStatus status, Phrase[] statements)
    {
        var wrongIsYes = question.No == status;
        var wrong = Talk(wrongIsYes ? question.Negated ? "si" : "yes" : "no").Proving([new(finding.Index, wrongIsYes ? (question.Si ?? question.Yes)!.Value : question.No)]);
        var line = wrong.Then(Talk(wrongIsYes ? "corrections_no" : "corrections_yes")).Then(Say(random.Pick(statements)));
        // One breath: cut in two, the first turn would end on words that its label contradicts.
        line.Clauses.Clear();
        return line;
    }

    /// <summary>Early in the call the opposite was said; later the caller takes it back.</summary>
    private bool ChangeCourse(FindingContent finding, FindingStatus status)
    {
        var before = status == FindingStatus.Present ? FindingStatus.Absent : FindingStatus.Present;
        // Something vital that is first there and then gone would change the priority; the other way round is the common case.
        if (status != FindingStatus.Present && (status == FindingStatus.Uncertain || FindingCatalogue.All[finding.Index].Vital && !random.Chance(0.5)))
            return false;
        var first = Statements(finding, before);
        var then = Statements(finding, status);
        if (_said.Contains(finding.Index) || first.Length == 0 || then.Length == 0)
            return false;
        transcript.Caller(Say(random.Pick(first)));
        if (random.Chance(0.7))
            transcript.Operator(Talk(random.Chance(0.5) ? "acknowledge" : "operator_doubt"));
        if (random.Chance(0.5))
            transcript.Caller(Talk("off_topic"));
        transcript.Caller(Talk("updates").Then(Say(random.Pick(then))));
        return true;
    }

    /// <summary>Two questions in one turn, answered at once.</summary>
    private bool Together(FindingContent finding, FindingStatus status)
    {
        var others = _open.Where(o => o != finding.Index && content.Findings[o].CanSay(plan.Truth[o]!.Value, plan.Self)).ToArray();
        if (others.Length == 0)
            return false;
        var other = content.Findings[random.Pick(others)];
        var otherStatus = plan.Truth[other.Index]!.Value;
        var asked = new[] { (finding, status), (other, otherStatus) }
            .Select(p => (Finding: p.Item1, Status: p.Item2, Questions: p.Item1.Questions.Where(q => q.For(plan.Self) is not null && !q.Negated).ToArray()))
            .ToArray();
        if (asked.Any(a => a.Questions.Length == 0 || Statements(a.Finding, a.Status).Length == 0))
            return false;
        var (first, second) = (random.Pick(asked[0].Questions), random.Pick(asked[1].Questions));
        transcript.Operator(Acknowledged(Say(first.For(plan.Self)!)).Then(Say(second.For(plan.Self)!)));
        _open.Remove(other.Index);
        Said[] both = [new(finding.Index, status), new(other.Index, otherStatus)];
        if (first.Yes == status && second.Yes == otherStatus && random.Chance(0.3))
            transcript.Caller(Talk("both_yes").Proving(both));
        else if (first.No == status && second.No == otherStatus && random.Chance(0.4))
            transcript.Caller(Talk("both_no").Proving(both));
        else
        {
            var turn = random.Chance(0.5) ? asked : [asked[1], asked[0]];
            transcript.Caller(Say(random.Pick(Statements(turn[0].Finding, turn[0].Status))).Then(Say(random.Pick(Statements(turn[1].Finding, turn[1].Status)))));
        }
        return true;
    }

    private SpokenLine Volunteered(FindingContent finding, FindingStatus status)
    {
        var line = Say(random.Pick(Statements(finding, status)));
        return random.Chance(0.15) ? Talk("updates").Then(line) : Tail(line);
    }

    /// <summary>Sometimes the answer goes on with something else.</summary>
    private SpokenLine Tail(SpokenLine line) =>
        random.Chance(0.05) ? line.Then(Talk(random.Chance(0.5) ? "hurry" : "worry")) : line;

    /// <summary>Statements of a finding; those that also say something of others only where that is true.</summary>
    private Phrase[] Statements(FindingContent finding, FindingStatus status) =>
        [.. finding.Statements[status].For(plan.Self).Where(Fits).Where(OnlyOwn(finding.Index, status))];

    private Func<Phrase, bool> OnlyOwn(int finding, FindingStatus status) =>
        p => p.Says.All(s => s.Finding == finding ? s.Status == status : plan.Truth[s.Finding] == s.Status);

    private bool Fits(Phrase phrase) => content.Coherence.Fits(phrase, plan.Patient, plan.Caller);

    private SpokenLine Talk(string list) => Say(random.Pick(content.Talk.List(list, plan.Self)));

    private SpokenLine Say(Phrase phrase) => phrase.Say(plan.Context, random);
}
