using Triage.Core.Assessment;

namespace Triage.Training.Synthesis;

/// <summary>
/// Writes the turns of one planned call: greeting, motive, interrogation, closing. Who answers what lies in
/// <see cref="TopicWriter"/>; here is the order of the call and its small talk.
/// </summary>
internal sealed class DialogueWriter
{
    private readonly ContentLibrary _content;
    private readonly CallPlan _plan;
    private readonly SeededRandom _random;
    private readonly Transcript _transcript;
    private readonly TopicWriter _topics;

    public DialogueWriter(ContentLibrary content, CallPlan plan, SeededRandom random)
    {
        _content = content;
        _plan = plan;
        _random = random;
        _transcript = new Transcript(content, plan, random);
        _topics = new TopicWriter(content, plan, random, _transcript);
    }

    public IReadOnlyList<SyntheticTurn> Write()
    {
        var transferred = !_plan.Scenario.Bare && _random.Chance(0.4);
        if (transferred)
            OpenTransferred();
        else
            OpenAtArm();
        var steps = Steps(transferred);
        foreach (var step in steps)
            step();
        Close();
        return _transcript.Finish();
    }

    private void OpenAtArm()
    {
        if (_random.Chance(0.92))
            _transcript.Operator(Talk("greetings_arm"));
        Opening(withHello: _random.Chance(0.7));
    }

    /// <summary>The doctor takes over and repeats what the call handler noted; "oui" then proves it.</summary>
    private void OpenTransferred()
    {
        _transcript.Operator(Talk("greetings_doctor"));
        if (_random.Chance(0.5))
            _transcript.Caller(Talk("caller_hello"));
        var summaries = Present().Where(f => Statements(f).Count > 0).ToArray();
        if (summaries.Length == 0 || _random.Chance(0.35))
        {
            _transcript.Operator(Talk("openers"));
            Opening(withHello: false);
            return;
        }
        var finding = _random.Pick(summaries);
        _transcript.Operator(Talk("summary_prefixes").Then(Say(_random.Pick(Statements(finding)))).Then(Talk("summary_suffixes")));
        var answer = Talk("confirmations").Proving([new(finding, FindingStatus.Present)]);
        _topics.MarkSaid(answer);
        if (_random.Chance(0.7))
            answer.Then(OpeningLine());
        _topics.MarkSaid(answer);
        _transcript.Caller(answer);
    }

    private IEnumerable<int> Present() =>
        _plan.Scenario.Require.Concat(_plan.Level.With.Keys.Order()).Where(f => _plan.Truth[f] == FindingStatus.Present && _content.Findings.ContainsKey(f)).Distinct();

    private IReadOnlyList<Phrase> Statements(int finding) => _topics.OperatorStatements(_content.Findings[finding]);

    private void Opening(bool withHello)
    {
        var line = withHello ? Talk("caller_hello") : new SpokenLine();
        if (_content.Talk.Introductions.TryGetValue(_plan.Caller, out var introductions) && _random.Chance(0.75))
            line.Then(Say(_random.Pick(introductions)));
        if (withHello && _random.Chance(0.06))
        {
            // A caller in panic first only calls for help.
            _transcript.Caller(line.Then(Talk("hurry")));
            _transcript.Operator(Talk("openers"));
            line = new SpokenLine();
        }
        line.Then(OpeningLine());
        if (_plan.Level.Priority <= Priority.P1 && _random.Chance(0.12))
            line.Then(Talk("hurry"));
        _topics.MarkSaid(line);
        _transcript.Caller(line);
    }

    private SpokenLine OpeningLine()
    {
        var all = _plan.Level.Openings.For(_plan.Self).Concat(_plan.Level.Openings.For(_plan.Self)).Concat(_plan.Scenario.Openings.For(_plan.Self));
        var fitting = all.Where(p => _plan.Allows(p) && _content.Coherence.Fits(p, _plan.Patient, _plan.Caller)).ToArray();
        return fitting.Length == 0 ? Talk("worry") : Say(_random.Pick(fitting));
    }

    private List<Action> Steps(bool transferred)
    {
        var bare = _plan.Scenario.Bare;
        // Vital questions come early, as the official interrogation asks; the rest follows in any order.
        var clinical = new List<(double Order, Action Step)>();
        foreach (var topic in _topics.Draw())
            clinical.Add((topic.Early ? _random.NextDouble() * 0.5 : 0.1 + _random.NextDouble() * 0.9, topic.Write));
        void Maybe(double chance, double from, double to, Action step)
        {
            if (_random.Chance(chance))
                clinical.Add((from + _random.NextDouble() * (to - from), step));
        }
        foreach (var fact in _plan.Scenario.Facts)
            Maybe(bare ? 0.75 : 0.5, 0.05, 1, () => _topics.Ask(fact));
        foreach (var fact in _content.Talk.Facts)
            Maybe(bare ? 0.05 : 0.13, 0.2, 1, () => _topics.Ask(fact));
        var cues = _topics.Fitting(_plan.Level.Cues);
        if (cues.Count > 0)
        {
            Maybe(0.95, 0, 0.8, () => _topics.Remark(cues));
            Maybe(0.4, 0.3, 1, () => _topics.Remark(cues));
        }
        var talk = _topics.Fitting(_plan.Scenario.Talk);
        if (talk.Count > 0)
            Maybe(0.6, 0.1, 1, () => _topics.Remark(talk));
        Maybe(0.18, 0.2, 1, () => _topics.Remark(_content.Talk.List("off_topic", _plan.Self)));
        Maybe(0.3, 0.1, 1, _topics.NearMiss);
        Maybe(0.15, 0.1, 1, _topics.NearMiss);
        Maybe(0.2, 0.2, 1, () => _topics.Remark(_content.Talk.List("worry", _plan.Self)));
        Maybe(0.2, 0.1, 1, () => _topics.Remark(_content.Talk.List("controls", _plan.Self)));
        var administrative = transferred ? 0.12 : 0.75;
        Maybe(administrative, -0.2, transferred ? 1 : 0.3, () => Exchange("ask_address", "tell_address"));
        Maybe(administrative * 0.6, -0.2, transferred ? 1 : 0.4, () => Exchange("ask_phone", "tell_phone"));
        Maybe(administrative * 0.6, -0.1, transferred ? 1 : 0.6, () => Exchange("ask_name", "tell_name"));
        Maybe(bare ? 0.3 : 0.6, -0.1, 0.7, () => Exchange("ask_age", "tell_age"));
        if (!_plan.Self)
            Maybe(0.15, 0, 0.5, () => Exchange("ask_who", "here_answers"));
        return [.. clinical.OrderBy(c => c.Order).Select(c => c.Step)];
    }

    private void Exchange(string ask, string tell)
    {
        _transcript.Operator(_topics.Acknowledged(Talk(ask)));
        if (_random.Chance(0.04))
        {
            _transcript.Caller(Talk("pardon"));
            _transcript.Operator(Talk(ask));
        }
        var line = Talk(tell);
        if (_random.Chance(0.08))
            line.Then(Talk("hurry"));
        _transcript.Caller(line);
    }

    private void Close()
    {
        if (_random.Chance(0.15))
            return;
        if (!_plan.Scenario.Bare && _random.Chance(0.3))
        {
            _transcript.Operator(Talk("waiting"));
            _transcript.Caller(Talk("hold_answers"));
        }
        if (!_plan.Scenario.Bare && _random.Chance(0.5))
        {
            _transcript.Operator(Talk("advice"));
            _transcript.Caller(Talk("advice_answers"));
        }
        // Often the call goes on to the doctor or ends without a word on what is sent: the closing must not be the label.
        if (_random.Chance(0.45))
            _transcript.Operator(Talk(_plan.Level.Care switch
            {
                CareLevel.R1 => _random.Chance(0.8) ? "close_smur" : "close_ambulance",
                CareLevel.R2 => _random.Chance(0.7) ? "close_ambulance" : _random.Chance(0.5) ? "close_doctor" : "close_smur",
                CareLevel.R3 => _random.Chance(0.6) ? "close_doctor" : _random.Chance(0.5) ? "close_advice" : "close_ambulance",
                _ => _random.Chance(0.8) ? "close_advice" : "close_doctor",
            }));
        else if (_random.Chance(0.6))
            _transcript.Operator(Talk("close_other"));
        if (_random.Chance(0.7))
            _transcript.Caller(Talk("thanks"));
        if (_random.Chance(0.4))
            _transcript.Operator(Talk("goodbye"));
    }

    private SpokenLine Talk(string list) => Say(_random.Pick(_content.Talk.List(list, _plan.Self)));

    private SpokenLine Say(Phrase phrase) => phrase.Say(_plan.Context, _random);
}
