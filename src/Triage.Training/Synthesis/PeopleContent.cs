namespace Triage.Training.Synthesis;

/// <summary>Words for one kind of patient as one kind of caller sees them.</summary>
internal sealed record PatientWord(CallerType Caller, Sex Sex, int FromYears, int ToYears, string Patient, string Votre);

/// <summary>Names, places and words for people: people.yaml.</summary>
internal sealed record PeopleContent(
    IReadOnlyList<PatientWord> Words,
    IReadOnlyDictionary<Sex, IReadOnlyList<string>> FirstNames,
    IReadOnlyList<string> Names,
    IReadOnlyList<string> Streets,
    IReadOnlyList<string> Towns,
    IReadOnlyList<string> Durations,
    IReadOnlyList<string> Times)
{
    /// <exception cref="ContentException">The file breaks its schema, or some caller has no word for some patient.</exception>
    public static PeopleContent Read(ContentNode node)
    {
        node.Keys("words", "first_names_m", "first_names_f", "names", "streets", "towns", "durations", "times");
        var people = new PeopleContent(
            [.. node["words"].SomeItems().SelectMany(Word)],
            new Dictionary<Sex, IReadOnlyList<string>> { [Sex.Male] = Texts(node["first_names_m"]), [Sex.Female] = Texts(node["first_names_f"]) },
            Texts(node["names"]), Texts(node["streets"]), Texts(node["towns"]), Texts(node["durations"]), Texts(node["times"]));
        foreach (var caller in Enum.GetValues<CallerType>())
            foreach (var sex in Enum.GetValues<Sex>())
                for (var years = 0; caller != CallerType.Self && years < 105; years++)
                    if (!people.For(caller, sex, years).Any())
                        throw node["words"].Fail($"no word for a patient: caller {caller}, {sex}, {years} years");
        return people;
    }

    public IEnumerable<PatientWord> For(CallerType caller, Sex sex, int years) =>
        Words.Where(w => w.Caller == caller && w.Sex == sex && w.FromYears <= years && years <= w.ToYears);

    public static AgeGroup GroupOf(int ageMonths) => ageMonths switch
    {
        < 24 => AgeGroup.Infant,
        < 180 => AgeGroup.Child,
        < 780 => AgeGroup.Adult,
        _ => AgeGroup.Senior,
    };

    private static IEnumerable<PatientWord> Word(ContentNode node)
    {
        node.Keys("callers", "years", "m?", "f?");
        var years = node["years"].Items().Select(item => (int)item.Number(0, 120)).ToArray();
        if (years is not [var from, var to] || from > to)
            throw node["years"].Fail("[from, to] is expected");
        var any = false;
        foreach (var (key, sex) in new[] { ("m", Sex.Male), ("f", Sex.Female) })
            foreach (var pair in node.Find(key)?.SomeItems() ?? [])
            {
                var parts = Texts(pair);
                if (parts is not [var patient, var votre])
                    throw pair.Fail("[caller's word, operator's word] is expected");
                any = true;
                foreach (var caller in node["callers"].SomeItems())
                    yield return new(caller.Code<CallerType>(), sex, from, to, patient, votre);
            }
        if (!any)
            throw node.Fail("words for m or f are missing");
    }

    private static IReadOnlyList<string> Texts(ContentNode node) => [.. node.SomeItems().Select(item => item.Text())];
}
