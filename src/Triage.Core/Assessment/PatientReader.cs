using System.Collections.Frozen;
using System.Globalization;

namespace Triage.Core.Assessment;

/// <summary>Age groups that change what a finding means.</summary>
public enum PatientAge { Unknown, Infant, Child, Adult, Senior }

public enum PatientSex { Unknown, Male, Female }

/// <summary>Who the call is about, as far as words have said it.</summary>
/// <param name="AgeMonths">Null: not said.</param>
public sealed record PatientDescription(int? AgeMonths, PatientAge Age, PatientSex Sex, bool CallerIsPatient);

/// <summary>
/// Reads age, sex and who the patient is from the words, by rules. An age counts for the patient when it answers "quel âge" or
/// stands with the patient's own noun; other people's ages ("mon fils est là, il a quinze ans") lose against it.
/// </summary>
public sealed class PatientReader
{
    private static readonly FrozenDictionary<string, (PatientSex Sex, PatientAge Age)> People = new Dictionary<string, (PatientSex, PatientAge)>(StringComparer.Ordinal)
    {
        ["mari"] = (PatientSex.Male, PatientAge.Adult), ["père"] = (PatientSex.Male, PatientAge.Unknown), ["papa"] = (PatientSex.Male, PatientAge.Unknown), ["frère"] = (PatientSex.Male, PatientAge.Unknown),
        ["fils"] = (PatientSex.Male, PatientAge.Unknown), ["garçon"] = (PatientSex.Male, PatientAge.Child), ["copain"] = (PatientSex.Male, PatientAge.Adult), ["compagnon"] = (PatientSex.Male, PatientAge.Adult), ["ami"] = (PatientSex.Male, PatientAge.Unknown), ["collègue"] = (PatientSex.Unknown, PatientAge.Adult),
        ["voisin"] = (PatientSex.Male, PatientAge.Adult), ["oncle"] = (PatientSex.Male, PatientAge.Adult), ["papi"] = (PatientSex.Male, PatientAge.Senior), ["papy"] = (PatientSex.Male, PatientAge.Senior), ["homme"] = (PatientSex.Male, PatientAge.Adult), 
        ["femme"] = (PatientSex.Female, PatientAge.Adult), ["épouse"] = (PatientSex.Female, PatientAge.Adult), ["mère"] = (PatientSex.Female, PatientAge.Unknown), ["maman"] = (PatientSex.Female, PatientAge.Unknown), ["soeur"] = (PatientSex.Female, PatientAge.Unknown),
        ["fille"] = (PatientSex.Female, PatientAge.Unknown), ["copine"] = (PatientSex.Female, PatientAge.Adult), ["compagne"] = (PatientSex.Female, PatientAge.Adult), ["amie"] = (PatientSex.Female, PatientAge.Unknown), ["voisine"] = (PatientSex.Female, PatientAge.Adult), ["tante"] = (PatientSex.Female, PatientAge.Adult),
        ["mamie"] = (PatientSex.Female, PatientAge.Senior), ["mamy"] = (PatientSex.Female, PatientAge.Senior), ["bébé"] = (PatientSex.Unknown, PatientAge.Infant), ["nourrisson"] = (PatientSex.Unknown, PatientAge.Infant), ["enfant"] = (PatientSex.Unknown, PatientAge.Child), ["gamin"] = (PatientSex.Male, PatientAge.Child),
        ["gamine"] = (PatientSex.Female, PatientAge.Child), ["petit"] = (PatientSex.Male, PatientAge.Child), ["petite"] = (PatientSex.Female, PatientAge.Child), ["élève"] = (PatientSex.Unknown, PatientAge.Child), ["monsieur"] = (PatientSex.Male, PatientAge.Adult), ["dame"] = (PatientSex.Female, PatientAge.Adult),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenSet<string> Determiners = new[] { "mon", "ma", "notre", "le", "la", "un", "une", "ce", "cette", "votre", "de", "jeune", "vieux", "vieille", "grand", "petit", "petite", "l", "beau", "belle" }.ToFrozenSet(StringComparer.Ordinal);

    private Facts _before = new() { AgeScore = int.MinValue };
    private Facts _now = new() { AgeScore = int.MinValue };
    private int? _open;

    /// <summary>What is known now.</summary>
    public PatientDescription Current
    {
        get
        {
            var caller = _now.Self > _now.He + _now.She && _now.Patient is null;
            var sex = _now.NounSex != PatientSex.Unknown ? _now.NounSex
                : _now.Pregnant ? PatientSex.Female
                : caller || _now.He == _now.She ? PatientSex.Unknown
                : _now.He > _now.She ? PatientSex.Male : PatientSex.Female;
            var age = _now.AgeMonths is { } months ? GroupOf(months) : _now.NounAge;
            return new PatientDescription(_now.AgeMonths, age, sex, caller);
        }
    }

    /// <summary>Infants are under two years, children under fifteen, seniors from seventy-five on.</summary>
    public static PatientAge GroupOf(int months) => months switch
    {
        < 24 => PatientAge.Infant,
        < 15 * 12 => PatientAge.Child,
        < 75 * 12 => PatientAge.Adult,
        _ => PatientAge.Senior,
    };

    /// <summary>Takes one exchange; given again with the id of the last, it replaces what that one said.</summary>
    public void Read(int exchange, TurnInput input)
    {
        if (exchange != _open)
            _before = _now;
        (_open, _now) = (exchange, _before);
        var asked = input.Words.Take(input.QuestionCount).ToList();
        var said = input.Words.Skip(input.QuestionCount).ToList();
        for (var i = 0; i < said.Count; i++)
            ReadPerson(said, i);
        if (_now.Patient is null)
            for (var i = 0; i < asked.Count; i++)
                if (i > 0 && asked[i - 1].Text == "votre")
                    ReadPerson(asked, i);
        var ageAsked = asked.Any(w => w.Text is "âge" or "age");
        for (var i = 0; i < said.Count; i++)
            if (said[i].Text is "un" or "une" ? ageAsked || (i + 1 < said.Count && said[i + 1].Text is "an" or "mois") : int.TryParse(said[i].Text, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                ReadAge(said, i, i + 1, said[i].Text is "un" or "une" ? 1 : int.Parse(said[i].Text, CultureInfo.InvariantCulture), ageAsked);
    }

    private void ReadPerson(List<TurnWord> words, int at)
    {
        var word = words[at].Text;
        if (word == "il")
            _now.He++;
        else if (word == "elle")
            _now.She++;
        else if (word is "j" or "je")
            _now.Self++;
        else if (word == "enceinte")
            _now.Pregnant = true;
        if (_now.Patient is not null || at == 0 || !People.TryGetValue(word, out var person) || !Determiners.Contains(words[at - 1].Text))
            return;
        if (words[at - 1].Text is "petit" or "petite" or "le" or "la" && word is "petit" or "petite" && at + 1 < words.Count && People.ContainsKey(words[at + 1].Text))
            return;
        var grand = words[at - 1].Text == "grand" && word is "père" or "mère";
        (_now.Patient, _now.NounSex, _now.NounAge) = (word, person.Sex, grand ? PatientAge.Senior : person.Age);
    }

    private void ReadAge(List<TurnWord> words, int from, int to, int value, bool asked)
    {
        var unit = to < words.Count ? words[to].Text : "";
        int? months = unit switch
        {
            "ans" or "an" => value * 12,
            "mois" => value,
            "semaines" or "semaine" => value / 4,
            "jours" or "jour" => 0,
            _ when asked && words.Count <= to + 2 && value is > 0 and < 110 => value * 12,
            _ => null,
        };
        if (months is null || months >= 115 * 12 || IsDuration(words, from))
            return;
        var score = asked ? 3 : 0;
        if (unit is "semaines" or "semaine" or "jours" or "jour" && _now.NounAge != PatientAge.Infant)
            return;
        if (unit is "mois" && !asked && from > 0 && words[from - 1].Text is "de" && words.Any(w => w.Text is "enceinte" or "grossesse"))
            return;
        var person = PersonNear(words, from, to);
        score += person is null ? 0 : person == _now.Patient ? 2 : -2;
        if (score < _now.AgeScore)
            return;
        (_now.AgeMonths, _now.AgeScore) = (months, score);
    }

    /// <summary>"il y a deux ans", "depuis trois mois", "tous les six mois", "pendant dix jours" are times, not ages.</summary>
    private static bool IsDuration(List<TurnWord> words, int at)
    {
        var before = at > 0 ? words[at - 1].Text : "";
        var second = at > 1 ? words[at - 2].Text : "";
        return before is "depuis" or "pendant" or "les" or "dans" or "fait" or "enceinte" or "toutes" or "dernier" or "après"
            || (before is "environ" && second is "depuis" or "a") || (before is "a" && second is "y") || (before is "fait" && second is "ça");
    }

    /// <summary>The noun of a person right behind the age ("..., mon mari") or the nearest one before it.</summary>
    private static string? PersonNear(List<TurnWord> words, int from, int to)
    {
        for (var i = to; i < Math.Min(words.Count, to + 4); i++)
            if (i > 0 && People.ContainsKey(words[i].Text) && Determiners.Contains(words[i - 1].Text) && words[i].Text != "monsieur")
                return words[i].Text;
        for (var i = from - 1; i >= Math.Max(0, from - 12); i--)
            if (i > 0 && People.ContainsKey(words[i].Text) && Determiners.Contains(words[i - 1].Text) && words[i].Text != "monsieur")
                return words[i].Text;
        return null;
    }

    /// <summary>What words have said; a value, so that an exchange can be taken back.</summary>
    private record struct Facts
    {
        /// <summary>Noun by which the caller first named the patient.</summary>
        public string? Patient;
        public PatientAge NounAge;
        public PatientSex NounSex;
        public int? AgeMonths;
        /// <summary>How surely <see cref="AgeMonths"/> is the patient's.</summary>
        public int AgeScore;
        /// <summary>How often "il", "elle" and "je" were said.</summary>
        public int He, She, Self;
        public bool Pregnant;
    }
}
