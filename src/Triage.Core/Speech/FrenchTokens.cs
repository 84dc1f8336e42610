using System.Globalization;
using System.Text;

namespace Triage.Core.Speech;

/// <summary>A run of letters or of digits, already folded; see <see cref="FrenchTokens"/>.</summary>
/// <param name="AfterPunctuation">Something other than spaces, hyphens and apostrophes stands before it.</param>
/// <param name="AfterHyphen">A hyphen alone joins it to the word before.</param>
internal readonly record struct FrenchToken(string Text, int Start, int End, bool IsDigits, bool AfterPunctuation, bool AfterHyphen)
{
    public override string ToString() => $"token[{Text.Length}] {Start}-{End}";
}

/// <summary>
/// First half of <see cref="FrenchText"/>: cuts a text into folded runs of letters and of digits in one pass, and drops
/// hesitations and words cut short. Knows no number beyond the ordinals written with digits.
/// </summary>
internal static class FrenchTokens
{
    // The composed letters of French and of the names it borrows. Composition is written out because the product runs
    // without ICU, where string.Normalize leaves text as it is.
    private const string Marks = "\u0300\u0301\u0302\u0303\u0308\u030A\u0327";
    private static readonly (char Base, string Composed)[] s_compositions =
    [
        ('a', "àáâãäå\0"), ('c', "\0\0\0\0\0\0ç"), ('e', "èéê\0ë\0\0"), ('i', "ìíî\0ï\0\0"),
        ('n', "\0\0\0ñ\0\0\0"), ('o', "òóôõö\0\0"), ('u', "ùúû\0ü\0\0"), ('y', "\0ý\0\0ÿ\0\0"),
    ];

    public static List<FrenchToken> Read(string text)
    {
        var tokens = new List<FrenchToken>(text.Length / 5 + 1);
        var folded = new StringBuilder();
        var punctuation = false;
        var hyphen = false;
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (char.IsAsciiDigit(c))
            {
                var start = i;
                while (i < text.Length && char.IsAsciiDigit(text[i]))
                    i++;
                var digits = text[start..i];
                var suffixEnd = FoldLetters(text, i, folded);
                var cleanSuffix = suffixEnd > i && (suffixEnd == text.Length || !char.IsAsciiDigit(text[suffixEnd]));
                if (cleanSuffix && FrenchOrdinals.TrySpell(digits, folded.ToString(), out var spelled))
                {
                    i = suffixEnd;
                    foreach (var part in spelled)
                    {
                        tokens.Add(new FrenchToken(part, start, i, char.IsAsciiDigit(part[0]), punctuation, hyphen));
                        (punctuation, hyphen) = (false, false);
                    }
                    continue;
                }
                tokens.Add(new FrenchToken(digits, start, i, true, punctuation, hyphen));
                (punctuation, hyphen) = (false, false);
            }
            else if (IsLetter(c))
            {
                var start = i;
                i = FoldLetters(text, i, folded);
                var word = folded.ToString();
                if (IsCutShort(text, i))
                {
                    i++;
                    continue;
                }
                if (IsHesitation(word))
                    continue;
                tokens.Add(new FrenchToken(IsNumero(text, word, ref i) ? "numéro" : word, start, i, false, punctuation, hyphen));
                (punctuation, hyphen) = (false, false);
            }
            else
            {
                var kind = AddSymbol(text, ref i, tokens, punctuation);
                punctuation = (punctuation && kind != Separator.Said) || kind == Separator.Punctuation;
                hyphen = kind == Separator.Hyphen || (hyphen && kind == Separator.Nothing);
            }
        }
        return tokens;
    }

    private enum Separator { Nothing, Space, Hyphen, Punctuation, Said }

    /// <summary>Consumes one character that is neither letter nor digit; a symbol that is said becomes its words.</summary>
    private static Separator AddSymbol(string text, ref int i, List<FrenchToken> tokens, bool punctuation)
    {
        var at = i++;
        switch (text[at])
        {
            case '-' or '\u2010' or '\u2011':
                return IsBetweenWords(text, at) ? Separator.Hyphen : Separator.Punctuation;
            case '\'' or '\u2019' or '\u2018' or '\u02BC' or '\u2032' or '`' or '\u00B4':
                return Separator.Space;
            case '%':
                tokens.Add(new FrenchToken("pour", at, i, false, punctuation, false));
                tokens.Add(new FrenchToken("cent", at, i, false, false, false));
                return Separator.Said;
            case '€':
                tokens.Add(new FrenchToken("euros", at, i, false, punctuation, false));
                return Separator.Said;
            case '°' or 'º' when tokens.Count > 0 && tokens[^1].IsDigits && !(i < text.Length && char.IsAsciiDigit(text[i])):
                if (i < text.Length && text[i] is 'c' or 'C' && !(i + 1 < text.Length && char.IsLetter(text[i + 1])))
                    i++;
                tokens.Add(new FrenchToken("degrés", at, i, false, punctuation, false));
                return Separator.Said;
            case var c when char.IsWhiteSpace(c):
                return Separator.Space;
            case var c when IsIgnorable(c):
                return Separator.Nothing;
            default:
                return Separator.Punctuation;
        }
    }

    /// <summary>Folds the letters from <paramref name="i"/> on, with their marks; returns the index after them.</summary>
    private static int FoldLetters(string text, int i, StringBuilder folded)
    {
        folded.Clear();
        for (; i < text.Length; i++)
        {
            var c = text[i];
            if (IsLetter(c))
                Fold(c, folded);
            else if (folded.Length == 0 || !IsIgnorable(c))
                break;
            else if (Marks.IndexOf(c, StringComparison.Ordinal) is >= 0 and var mark && Compose(folded[^1], mark) is var composed and not '\0')
                folded[^1] = composed;
        }
        return i;
    }

    private static void Fold(char c, StringBuilder folded)
    {
        // Upper first: letters with one capital and two small forms (ſ, ς) then fold alike.
        var lower = char.ToLowerInvariant(char.ToUpperInvariant(c));
        switch (lower)
        {
            case 'œ': folded.Append("oe"); break;
            case 'æ': folded.Append("ae"); break;
            case 'ᵉ': folded.Append('e'); break;
            case 'ʳ': folded.Append('r'); break;
            default: folded.Append(lower); break;
        }
    }

    private static char Compose(char letter, int mark)
    {
        foreach (var (based, composed) in s_compositions)
            if (based == letter)
                return composed[mark];
        return '\0';
    }

    /// <summary>Marks and invisible characters: part of the word around them, and nothing by themselves.</summary>
    private static bool IsIgnorable(char c) =>
        c > '\u007F' && char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
            or UnicodeCategory.EnclosingMark or UnicodeCategory.Format;

    // U+02BC is an apostrophe and º a degree sign here, though Unicode counts both as letters.
    private static bool IsLetter(char c) => char.IsLetter(c) && c is not ('\u02BC' or 'º');

    private static bool IsHyphen(char c) => c is '-' or '\u2010' or '\u2011';

    private static bool IsBetweenWords(string text, int at) =>
        at > 0 && at + 1 < text.Length && char.IsLetterOrDigit(text[at - 1]) && char.IsLetterOrDigit(text[at + 1]);

    private static bool IsCutShort(string text, int end) =>
        end < text.Length && IsHyphen(text[end]) && (end + 1 == text.Length || (!char.IsLetterOrDigit(text[end + 1]) && !IsHyphen(text[end + 1])));

    private static bool IsNumero(string text, string word, ref int i)
    {
        if (word != "n" || i >= text.Length || text[i] is not ('°' or 'º'))
            return false;
        i++;
        return true;
    }

    private static bool IsHesitation(string word)
    {
        if (word[0] is not ('a' or 'e' or 'h' or 'm' or 'o' or 'p'))
            return false;
        Span<char> once = stackalloc char[4];
        var length = 0;
        foreach (var c in word)
        {
            if (length > 0 && once[length - 1] == c)
                continue;
            if (length == once.Length)
                return false;
            once[length++] = c;
        }
        return once[..length] switch
        {
            "hein" or "ah" or "oh" or "eh" or "euh" or "heu" or "heuh" or "euhm" or "hum" or "hm" or "mh" or "mhm" => true,
            // "m" is m' and "mm" are millimetres; "pf" is an abbreviation.
            "m" or "pf" => word.Length >= 3,
            _ => false,
        };
    }
}
