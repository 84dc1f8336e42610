namespace Triage.Training.Synthesis;

/// <summary>What is said in any call: talk.yaml.</summary>
internal sealed class TalkContent
{
    private static readonly string[] Lists =
    [
        "greetings_arm", "greetings_doctor", "summary_prefixes", "summary_suffixes", "confirmations", "caller_hello",
        "ask_address", "tell_address", "ask_phone", "tell_phone", "ask_name", "tell_name", "ask_age", "tell_age", "ask_who", "acknowledge", "waiting",
        "hold_answers", "here_answers", "advice", "advice_answers", "close_smur", "close_ambulance", "close_doctor", "close_advice", "close_other", "goodbye", "thanks", "hurry",
        "off_topic", "pardon", "yes", "no", "si", "unsure", "both_yes", "both_no", "corrections_yes", "corrections_no", "updates", "hesitations",
        "openers", "question_starts", "operator_doubt", "worry", "controls",
    ];

    private readonly Dictionary<string, SidedPhrases> _lists = new(StringComparer.Ordinal);

    private TalkContent(IReadOnlyDictionary<CallerType, IReadOnlyList<Phrase>> introductions, IReadOnlyList<FactContent> facts)
    {
        Introductions = introductions;
        Facts = facts;
    }

    /// <summary>How callers who are not family say who they are.</summary>
    public IReadOnlyDictionary<CallerType, IReadOnlyList<Phrase>> Introductions { get; }

    /// <summary>Questions of any call: since when, history, treatments.</summary>
    public IReadOnlyList<FactContent> Facts { get; }

    public IReadOnlyList<Phrase> List(string name, bool self) => _lists[name].For(self);

    public static TalkContent Read(ContentNode node)
    {
        node.Keys([.. Lists, "introductions", "facts"]);
        var introductions = new Dictionary<CallerType, IReadOnlyList<Phrase>>();
        foreach (var (key, value) in node["introductions"].Entries())
            introductions[Enum.TryParse<CallerType>(key, ignoreCase: true, out var caller) ? caller : throw value.Fail("no type of caller")] = SidedPhrases.Phrases(value);
        var talk = new TalkContent(introductions, [.. node["facts"].SomeItems().Select(FactContent.Read)]);
        foreach (var list in Lists)
        {
            talk._lists[list] = SidedPhrases.ReadLoose(node[list]);
            if (talk._lists[list].Self.Count == 0)
                throw node[list].Fail("nothing here fits a caller who is the patient");
        }
        return talk;
    }
}
