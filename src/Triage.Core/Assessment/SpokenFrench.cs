using System.Collections.Frozen;

namespace Triage.Core.Assessment;

/// <summary>
/// The closed word classes of spoken French that the turn features look at: clause borders, negation, doubt, correction.
/// Matching is on <see cref="TurnWord.Text"/>. General grammar of French, not taken from any call.
/// </summary>
internal static class SpokenFrench
{
    private static readonly FrozenSet<string> Conjunctions = Set("mais", "car", "parce", "puis", "alors", "sauf", "sinon", "quand", "et", "donc", "pourtant", "bah", "ben");
    private static readonly FrozenSet<string> Subjects = Set("il", "elle", "ils", "elles", "on", "je", "tu", "ça", "ca", "j", "mon", "ma", "sa", "son", "ses", "y");
    private static readonly FrozenSet<string> Prepositions = Set("avec", "pour", "chez", "à", "de", "sur", "sans", "dans", "que", "comme", "par", "sous", "vers", "contre", "toute", "tout");
    private static readonly FrozenSet<string> Fillers = Set("euh", "heu", "hum", "hm", "bah", "ben", "eh", "hein", "ah", "oh", "alors", "écoutez", "docteur", "madame", "monsieur", "mais", "ouh", "pff", "donc", "là", "et", "voilà");

    /// <summary>Fixed expressions, each an ordered list of words.</summary>
    public static readonly string[][] Hedges = Phrases(
        "je crois", "je pense", "peut être", "on dirait", "me semble", "l'impression", "pas sûr", "pas sûre", "pas sur", "pas certain", "pas certaine",
        "apparemment", "sans doute", "probablement", "je suppose", "j'imagine", "je dirais", "difficile à dire", "plus ou moins", "vaguement", "paraît", "possible",
        "un doute", "à moitié", "plus trop", "pas trop", "pas vraiment", "si ça se trouve");

    public static readonly string[][] Unknown = Phrases(
        "sais pas", "sais plus", "sais trop", "sais même pas", "sais rien", "aucune idée", "saurais pas", "saurais vous", "pas vu", "peux pas vous dire", "peux pas dire", "pas vous dire",
        "arrive pas à voir", "vois pas d'ici", "vois pas bien", "pas à côté", "rappelle plus", "souviens plus", "pas regardé", "pas fait attention", "pas demandé",
        "pas avec lui", "pas avec elle", "ignore", "pas sûr", "pas sûre", "pas certain", "pas certaine");

    public static readonly string[][] Corrections = Phrases(
        "enfin", "en fait", "finalement", "ah si", "ah non", "non pardon", "pardon", "je veux dire", "attendez", "euh non", "heu non", "mais si", "si si", "non attendez", "non en fait", "ah attendez", "plutôt");

    public static readonly string[][] History = Phrases(
        "antécédent", "antécédents", "l'année dernière", "l'an dernier", "dans le temps", "quand il était", "quand elle était", "quand j'étais", "la dernière fois", "il y a des années",
        "d'habitude", "dans la famille", "le mois dernier", "à l'époque", "déjà eu", "déjà fait", "déjà été");

    public static readonly string[][] Hypotheses = Phrases(
        "si jamais", "en cas de", "au cas où", "s'il", "si elle", "si il", "si ça", "si vous", "rappelez", "peur que", "peur de", "peur qu'il", "peur qu'elle", "faut pas", "éviter", "risque");

    private static readonly string[][] Exceptions = Phrases("à part", "mis à part", "en dehors de", "en dehors du", "hormis", "excepté", "en plus de", "en plus du", "sauf");

    /// <summary>Beginnings of a question: an interrogative, alone or with the next words.</summary>
    private static readonly string[][] QuestionStarts = Phrases(
        "est ce", "qu'est ce", "avez vous", "êtes vous", "a t", "y a t", "quel", "quelle", "quels", "quelles", "combien", "comment", "où", "quand est", "depuis quand", "pourquoi",
        "c'est quoi", "qui", "pouvez vous", "dites moi", "savez vous");

    private static readonly FrozenSet<string> ExistenceVerbs = Set("a", "ai", "as", "ont", "avons", "avez", "avait", "avais", "eu", "ait", "aura", "y", "fait", "ressens", "sens", "vois", "voit", "prend", "prends", "veut", "veux", "sent", "faut", "est", "sont", "suis", "mets", "met");
    private static readonly FrozenSet<string> BeforeComparative = Set("en", "de", "le", "la", "les", "un", "une", "encore", "beaucoup", "non", "au", "peu", "bien", "fois", "toujours", "deux", "trois", "ou", "d'autant", "des", "du");
    private static readonly FrozenSet<string> AfterFinalPlus = Set("du", "de", "rien", "à", "aucun", "aucune", "là", "maintenant", "vraiment", "personne", "depuis", "quand", "docteur", "madame", "monsieur", "non", "euh", "heu");

    public static bool IsFiller(string word) => Fillers.Contains(word);

    /// <summary>True when a clause begins at the word: a conjunction, or a subject that is not an inverted or stressed pronoun.</summary>
    public static bool BeginsClause(IReadOnlyList<TurnWord> words, int at)
    {
        if (at == 0 || words[at - 1].EndsClause)
            return true;
        var word = words[at].Text;
        var before = words[at - 1].Text;
        if (Conjunctions.Contains(word))
            return true;
        if (word == "vous")
            return !(before.EndsWith("ez", StringComparison.Ordinal) || before is "êtes" or "je" or "il" or "elle" or "on" or "ne" or "peut" or "va" or "ça" or "à" or "chez" or "avec" or "pour");
        if (word == "y")
            return at + 1 < words.Count && words[at + 1].Text is "a" or "avait" && before is not ("il" or "n" or "ne");
        if (word == "c")
            return at + 1 < words.Count && words[at + 1].Text is "est" or "était" && !Prepositions.Contains(before) && before != "qu";
        if (Subjects.Contains(word))
            return before is not ("t" or "qu" or "s" or "si") && !Prepositions.Contains(before) && !Subjects.Contains(before) && !Conjunctions.Contains(before);
        return word is "que" or "qu" or "s" && at + 1 < words.Count && words[at + 1].Text is "il" or "elle" or "ils" or "elles" or "on"
            && before is not ("ce" or "crois" or "pense" or "sûr" or "dirait" or "pas");
    }

    /// <summary>True when the words at the place are the phrase.</summary>
    public static bool IsAt(IReadOnlyList<TurnWord> words, int at, string[] phrase)
    {
        if (at + phrase.Length > words.Count)
            return false;
        for (var i = 0; i < phrase.Length; i++)
            if (!string.Equals(words[at + i].Text, phrase[i], StringComparison.Ordinal))
                return false;
        return true;
    }

    /// <summary>Length of the longest of the phrases that begins at the place, 0 for none.</summary>
    public static int MatchAt(IReadOnlyList<TurnWord> words, int at, string[][] phrases)
    {
        var longest = 0;
        foreach (var phrase in phrases)
            if (phrase.Length > longest && IsAt(words, at, phrase))
                longest = phrase.Length;
        return longest;
    }

    /// <summary>True when a question begins here: an interrogative, "est-ce que", or an inversion ("respire-t-il", "avez-vous").</summary>
    public static bool BeginsQuestion(IReadOnlyList<TurnWord> words, int at) =>
        MatchAt(words, at, QuestionStarts) > 0
        || (at + 1 < words.Count && words[at + 1].Text == "vous" && words[at].Text.EndsWith("ez", StringComparison.Ordinal))
        || (at + 2 < words.Count && words[at + 1].Text == "t" && words[at + 2].Text is "il" or "elle" or "on" or "ils" or "elles");

    /// <summary>Length of an expression that excepts what follows ("à part", "d'autre médicament que"), 0 for none.</summary>
    public static int ExceptionAt(IReadOnlyList<TurnWord> words, int at)
    {
        var length = MatchAt(words, at, Exceptions);
        if (length > 0 || words[at].Text is not ("autre" or "autres"))
            return length;
        for (var i = at + 1; i <= at + 3 && i < words.Count && !words[i - 1].EndsClause; i++)
            if (words[i].Text is "que" or "qu")
                return i - at + 1;
        return 0;
    }

    public static bool IsNe(string word) => word is "ne" or "n";

    /// <summary>True when "pas", at the place, denies nothing: "pas seulement", "pas mal de", "pas de souci", "n'est-ce pas".</summary>
    public static bool IsIdlePas(IReadOnlyList<TurnWord> words, int at)
    {
        var before = at > 0 ? words[at - 1].Text : "";
        var next = at + 1 < words.Count ? words[at + 1].Text : "";
        var second = at + 2 < words.Count ? words[at + 2].Text : "";
        return next is "seulement" or "que" or "uniquement" or "loin"
            || (next == "mal" && second is "de" or "d" && !(at + 3 < words.Count && words[at + 3].Text is "tête" or "ventre" or "dos" or "gorge" or "dents" or "coeur"))
            || (next == "de" && second is "souci" or "soucis" or "problème" or "problèmes")
            || before is "pourquoi"
            || (before == "ce" && at > 2 && words[at - 2].Text == "est" && IsNe(words[at - 3].Text));
    }

    /// <summary>Before "pas de": a verb that the denial belongs to ("il a pas de fièvre"); otherwise the denial stands alone.</summary>
    public static bool TakesDenial(string word) => ExistenceVerbs.Contains(word) || IsNe(word);

    /// <summary>"plus" without "ne": "il respire plus" and not "encore plus", "plus fort".</summary>
    public static bool IsLosingPlus(IReadOnlyList<TurnWord> words, int at)
    {
        if (at == 0 || BeforeComparative.Contains(words[at - 1].Text))
            return false;
        if (at + 1 == words.Count || words[at].EndsClause || BeginsClause(words, at + 1))
            return true;
        var next = words[at + 1].Text;
        return AfterFinalPlus.Contains(next) || next == "d";
    }

    private static FrozenSet<string> Set(params string[] words) => words.ToFrozenSet(StringComparer.Ordinal);

    private static string[][] Phrases(params string[] phrases) => [.. phrases.Select(p => p.Split(' ', '\''))];
}
