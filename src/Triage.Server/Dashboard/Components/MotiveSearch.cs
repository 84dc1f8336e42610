using System.Text;
using Triage.Core.Assessment;

namespace Triage.Server.Dashboard.Components;

/// <summary>Finds motives by what is typed: every word begins a word of the label, or the code; accents and case do not count.</summary>
public static class MotiveSearch
{
    // Enough for French; the program runs without the tables of Unicode.
    private const string Accented = "àâäáçéèêëíîïóôöúùûüÿñ";
    private const string Plain = "aaaaceeeeiiiooouuuuyn";

    private static readonly (MotiveDefinition Motive, string[] Words)[] s_index =
        [.. MotiveCatalogue.All.Select(m => (m, Words($"{m.Label} {m.Family}").Append(m.Code.ToLowerInvariant()).ToArray()))];

    /// <param name="text">Empty: all motives, in the order of the list.</param>
    public static IReadOnlyList<MotiveDefinition> Find(string text)
    {
        var typed = text.Trim() is ['m' or 'M', >= '0' and <= '9', ..] code ? [code.ToLowerInvariant()] : Words(text);
        return [.. s_index.Where(i => typed.All(t => i.Words.Any(w => w.StartsWith(t, StringComparison.Ordinal)))).Select(i => i.Motive)];
    }

    private static string[] Words(string text)
    {
        var folded = new StringBuilder(text.Length + 4);
        foreach (var c in text.ToLowerInvariant())
            switch (c)
            {
                case 'œ':
                    folded.Append("oe");
                    break;
                case 'æ':
                    folded.Append("ae");
                    break;
                default:
                    folded.Append(Accented.IndexOf(c, StringComparison.Ordinal) is >= 0 and var i ? Plain[i] : char.IsLetterOrDigit(c) ? c : ' ');
                    break;
            }
        return folded.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
