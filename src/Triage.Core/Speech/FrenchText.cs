using System.Globalization;

namespace Triage.Core.Speech;

/// <summary>One normalised word and the characters of the source text it came from.</summary>
/// <param name="Text">Lower case, composed, without punctuation; never empty.</param>
/// <param name="Start">Index of its first character in the source.</param>
/// <param name="End">Index after its last character; several words may share a range ("22e"), ranges never go back.</param>
/// <remarks>Prints without its text: what was said never reaches a log by accident.</remarks>
public readonly record struct NormalizedWord(string Text, int Start, int End)
{
    public override string ToString() => $"word[{Text.Length}] {Start}-{End}";
}

/// <summary>
/// The one French normalisation, for word error rates, lexicons and every comparison of words. Pure, independent of
/// culture, linear in the text, total (any string gives a list) and idempotent: the words joined by spaces normalise to
/// themselves.
/// </summary>
/// <remarks>
/// The rules:
/// <list type="bullet">
/// <item>Lower case, composed letters (é, not e + accent); œ is oe, æ is ae. Accents stay: they tell "a" from "à".</item>
/// <item>Apostrophes of every shape and hyphens separate words: "l'adresse" = "l adresse", "y a-t-il" = "y a t il".
/// Only "aujourd'hui" stays one word.</item>
/// <item>Punctuation goes. It ends a number ("soixante, dix" is 60 10); spaces and hyphens do not.</item>
/// <item>Hesitations go: euh, heu, hum, hm, mh, mmm, pff, drawn out or not. So do the interjections ah, oh, eh and hein, which carry nothing and are transcribed as it pleases; "ben" and "bah" stay.</item>
/// <item>Words cut short go: a word that ends in a hyphen before a space or the end ("j- je" is "je").</item>
/// <item>Cardinals 0-999 999 in words or digits become digits: "quatre-vingt-douze", "nonante-deux" and "92" are 92;
/// "trente-neuf deux", "39,2" and "39°2" are 39 2; "zéro six" and "06" are 0 6; ten digits that begin with 0 go by pairs.</item>
/// <item>"1" becomes the word "un", which alone is an article more often than a number; it becomes "une" before hours,
/// minutes and the like. "une" stays "une": the gender is heard.</item>
/// <item>Ordinals stay words, and digits join them: "2ème" is "deuxième", "22e" is 20 deuxième like "vingt-deuxième".</item>
/// <item>"10h30" and "10 h 30" are 10 heures 30; "%" is "pour cent", hence pour 100; "n°" is numéro; "39°" is 39 degrés.</item>
/// <item>Digits and letters part: "P0" is p 0. "39 000" is 39000; other spaced thousands stay apart, as two numbers would.</item>
/// </list>
/// </remarks>
public static class FrenchText
{
    /// <summary>The normalised words of <paramref name="text"/>, in order; empty when nothing was said.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        var located = WordsWithSource(text);
        var words = new string[located.Count];
        for (var i = 0; i < words.Length; i++)
            words[i] = located[i].Text;
        return words;
    }

    /// <summary>The same words, each with its range of characters in <paramref name="text"/>: for quotes and evidence.</summary>
    public static IReadOnlyList<NormalizedWord> WordsWithSource(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = FrenchTokens.Read(text);
        var words = new List<NormalizedWord>(tokens.Count);
        int? lastNumber = null;
        for (var i = 0; i < tokens.Count;)
        {
            var token = tokens[i];
            if (FrenchNumbers.TryRead(tokens, i, out var value, out var next))
            {
                var end = tokens[next - 1].End;
                words.Add(new NormalizedWord(value == 1 ? One(tokens, i) : Digits(value), token.Start, end));
                lastNumber = token.Text == "une" && next == i + 1 ? null : value;
                i = next;
            }
            else if (token.IsDigits)
                lastNumber = AddDigits(words, tokens, ref i);
            else
            {
                words.Add(Word(tokens, ref i, lastNumber));
                lastNumber = null;
            }
        }
        return words;
    }

    private static NormalizedWord Word(List<FrenchToken> tokens, ref int i, int? numberBefore)
    {
        var token = tokens[i++];
        if (token.Text == "h" && numberBefore is { } hours)
            return new NormalizedWord(hours <= 1 ? "heure" : "heures", token.Start, token.End);
        if (token.Text == "aujourd" && i < tokens.Count && tokens[i].Text == "hui")
            return new NormalizedWord("aujourd'hui", token.Start, tokens[i++].End);
        return new NormalizedWord(token.Text, token.Start, token.End);
    }

    /// <summary>Writes a run of digits the way it is said; returns the last number said.</summary>
    private static int AddDigits(List<NormalizedWord> words, List<FrenchToken> tokens, ref int i)
    {
        var at = i++;
        var (text, start, end) = (tokens[at].Text, tokens[at].Start, tokens[at].End);
        if (text.Length <= 3 && text[0] != '0')
            for (; i < tokens.Count && tokens[i].Text == "000"; i++)
                (text, end) = (text + "000", tokens[i].End);

        // French telephone numbers are said and written by pairs.
        var step = text.Length == 10 && text[0] == '0' ? 2 : text.Length;
        for (var from = 0; from < text.Length; from += step)
        {
            var part = text.AsSpan(from, step);
            for (; part.Length > 1 && part[0] == '0'; part = part[1..])
                words.Add(new NormalizedWord("0", start, end));
            words.Add(new NormalizedWord(part is "1" ? One(tokens, i - 1) : part.ToString(), start, end));
        }
        // Beyond the cardinals only "more than one" matters.
        return int.TryParse(words[^1].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? value : words[^1].Text is "un" or "une" ? 1 : int.MaxValue;
    }

    /// <summary>The word for one: what was said, or what would be said before a unit of time.</summary>
    private static string One(List<FrenchToken> tokens, int i)
    {
        var next = i + 1 < tokens.Count ? tokens[i + 1].Text : "";
        if (tokens[i].Text == "une" || next == "h")
            return "une";
        var feminine = next is "heure" or "minute" or "seconde" or "journée" or "nuit" or "semaine" or "année" or "fois";
        return feminine && tokens[i].IsDigits ? "une" : "un";
    }

    private static string Digits(int value) => value.ToString(CultureInfo.InvariantCulture);
}
