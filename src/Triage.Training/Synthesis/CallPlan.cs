using Triage.Core.Assessment;

namespace Triage.Training.Synthesis;

/// <summary>
/// What is true in one call before a word is written: who, which scenario and severity, and for each finding what the
/// call will say of it in the end (null: nothing).
/// </summary>
internal sealed class CallPlan
{
    private CallPlan(ScenarioContent scenario, LevelContent level, SyntheticPatient patient, CallerType caller, Sex callerSex, PhraseContext context, FindingStatus?[] truth)
    {
        Scenario = scenario;
        Level = level;
        Patient = patient;
        Caller = caller;
        CallerSex = callerSex;
        Context = context;
        Truth = truth;
    }

    public ScenarioContent Scenario { get; }

    public LevelContent Level { get; }

    public SyntheticPatient Patient { get; }

    public CallerType Caller { get; }

    public Sex CallerSex { get; }

    public bool Self => Caller == CallerType.Self;

    public PhraseContext Context { get; }

    public FindingStatus?[] Truth { get; }

    public static CallPlan Draw(ContentLibrary content, SeededRandom random)
    {
        var scenario = random.Pick([.. content.Scenarios.Select(s => (s, s.Weight))]);
        var level = random.Pick([.. scenario.Levels.Select(l => (l, l.Weight))]);
        var sex = random.Pick(scenario.Sexes);
        var months = Months(level, random.Pick(level.Ages ?? scenario.Ages), random);
        var patient = new SyntheticPatient(months, sex, PeopleContent.GroupOf(months));
        var caller = random.Pick(level.Callers ?? scenario.Callers);
        if (caller == CallerType.Self && patient.AgeYears < 11)
            caller = CallerType.Family;
        var truth = DrawTruth(content, scenario, level, patient, caller, random);
        if (caller == CallerType.Self && content.Findings.Values.Any(f => truth[f.Index] == FindingStatus.Present && !f.CanSay(FindingStatus.Present, self: true)))
            caller = CallerType.Family;
        var callerSex = caller == CallerType.Self ? sex : random.Chance(0.5) ? Sex.Male : Sex.Female;
        return new(scenario, level, patient, caller, callerSex, Fill(content.People, patient, caller, callerSex, random), truth);
    }

    /// <summary>Nothing in the phrase contradicts the call or says more than it may.</summary>
    public bool Allows(Phrase phrase)
    {
        foreach (var said in phrase.Says)
            if (Truth[said.Finding] != said.Status)
                return false;
        return true;
    }

    private static FindingStatus?[] DrawTruth(ContentLibrary content, ScenarioContent scenario, LevelContent level, SyntheticPatient patient, CallerType caller, SeededRandom random)
    {
        var truth = new FindingStatus?[FindingCatalogue.Count];
        bool Possible(int f) => !(content.Coherence.WomenOnly.Contains(f) && (patient.Sex == Sex.Male || patient.AgeYears is < 14 or > 50));
        void Put(int f, FindingStatus status)
        {
            if (truth[f] is null && Possible(f) && content.Findings.ContainsKey(f))
                truth[f] = status;
        }
        var notAsked = content.Coherence.NotAsked.GetValueOrDefault(patient.Group, []);
        // Nobody asks the caller whether he is dead; a few do ask whether he is conscious.
        bool Plausible(int f) => caller != CallerType.Self || !content.Findings.TryGetValue(f, out var finding) || finding.CanSay(FindingStatus.Present, self: true);
        foreach (var f in scenario.Require)
            Put(f, FindingStatus.Present);
        foreach (var (f, chance) in level.With.OrderBy(p => p.Key))
            if (random.Chance(chance) && (chance >= 1 || !notAsked.Contains(f)))
                Put(f, FindingStatus.Present);
        foreach (var (f, chance) in scenario.Unsure.OrderBy(p => p.Key))
            if (random.Chance(chance))
                Put(f, FindingStatus.Uncertain);
        foreach (var (f, chance) in scenario.Optional.OrderBy(p => p.Key))
            if (random.Chance(chance) && !level.Without.Contains(f) && !notAsked.Contains(f))
                Put(f, FindingStatus.Present);
        var implied = Implied(content, truth);
        if (!scenario.Bare)
            foreach (var (f, chance) in scenario.Denials.Concat(content.Coherence.Usual.Where(u => !scenario.Denials.ContainsKey(u.Key))).OrderBy(p => p.Key))
                if (random.Chance(Plausible(f) ? chance : chance * 0.15) && !implied.Contains(f) && Asked(content, truth, patient, f))
                    Put(f, random.Chance(caller == CallerType.Remote ? 0.3 : 0.06) ? FindingStatus.Uncertain : FindingStatus.Absent);
        // Any finding may be denied in any call: the heads must not learn that a denial belongs to a motive.
        for (var extra = scenario.Bare ? 0 : random.Next(5) - 2; extra > 0; extra--)
        {
            var f = random.Next(FindingCatalogue.Count);
            if (!implied.Contains(f) && Asked(content, truth, patient, f))
                Put(f, FindingStatus.Absent);
        }
        return truth;
    }

    /// <summary>What is true of the patient because of what is present, whether it is said or not.</summary>
    private static HashSet<int> Implied(ContentLibrary content, FindingStatus?[] truth)
    {
        var implied = new HashSet<int>();
        var open = new Queue<int>(Enumerable.Range(0, truth.Length).Where(f => truth[f] == FindingStatus.Present));
        while (open.TryDequeue(out var f))
            foreach (var next in content.Coherence.Implies.GetValueOrDefault(f, []).Concat(content.Findings.TryGetValue(f, out var finding) ? finding.Implies : []))
                if (implied.Add(next))
                    open.Enqueue(next);
        return implied;
    }

    private static bool Asked(ContentLibrary content, FindingStatus?[] truth, SyntheticPatient patient, int finding)
    {
        if (content.Coherence.NotAsked.GetValueOrDefault(patient.Group, []).Contains(finding))
            return false;
        foreach (var (present, silenced) in content.Coherence.Silences)
            if (truth[present] == FindingStatus.Present && silenced.Contains(finding))
                return false;
        return true;
    }

    private static int Months(LevelContent level, AgeGroup group, SeededRandom random)
    {
        if (level.Months is var (from, to))
            return random.Between(from, to);
        return group switch
        {
            // Fever below three months is urgent by usual practice, so no call of low priority is about so young a child.
            AgeGroup.Infant => random.Between(level.Priority > Priority.P1 ? 3 : 0, 23),
            AgeGroup.Child => random.Between(24, 179),
            AgeGroup.Adult => random.Between(192, 779),
            _ => random.Between(780, 98 * 12),
        };
    }

    private static PhraseContext Fill(PeopleContent people, SyntheticPatient patient, CallerType caller, Sex callerSex, SeededRandom random)
    {
        var words = caller == CallerType.Self ? null : random.Pick([.. people.For(caller, patient.Sex, patient.AgeYears)]);
        var values = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["patient"] = words?.Patient ?? "moi",
            ["votre"] = words?.Votre ?? "vous",
            ["age"] = NumberWords.Age(patient.AgeMonths),
            ["prenom"] = random.Pick(people.FirstNames[patient.Sex]),
            ["nom"] = random.Pick(people.Names),
            ["adresse"] = $"{NumberWords.Of(random.Between(1, 180))} {random.Pick(people.Streets)}",
            ["ville"] = random.Pick(people.Towns),
            ["numero"] = $"zéro {NumberWords.Of(random.Chance(0.8) ? random.Between(6, 7) : random.Between(1, 5))} " + string.Join(' ', Enumerable.Range(0, 4).Select(_ => NumberWords.Of(random.Between(10, 99)))),
        };
        return new()
        {
            Patient = patient.Sex,
            Caller = callerSex,
            Values = values,
            Drawn = new Dictionary<string, IReadOnlyList<string>> { ["duree"] = people.Durations, ["heure"] = people.Times },
        };
    }
}
