using System.Text;

namespace Triage.TrialLog.Reports;

/// <summary>Records of a delimited text as RFC 4180 has them: quotes around fields, doubled inside, line breaks allowed there; comma, semicolon or tab by the first line.</summary>
internal static class DelimitedText
{
    /// <summary>Each record that is not blank with the line that it starts on, from 1.</summary>
    /// <exception cref="InvalidDataException">A quote is never closed.</exception>
    public static IEnumerable<(int Line, IReadOnlyList<string> Fields)> Records(string text)
    {
        text = text.TrimStart('\ufeff');
        var first = text.AsSpan()[..(text.IndexOf('\n') is var end && end < 0 ? text.Length : end)];
        var delimiter = first.Contains(';') ? ';' : first.Contains('\t') ? '\t' : ',';
        var (fields, field, quoted, line, from) = (new List<string>(), new StringBuilder(), false, 1, 1);
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            if (i == text.Length && quoted)
                throw new InvalidDataException($"ligne {from} : des guillemets ne sont pas refermés");
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"')
                field.Append(text[i++]);
            else if (c == '"' && (quoted || field.ToString().Trim().Length == 0))
                quoted = !quoted;
            else if (!quoted && (c == delimiter || c == '\n'))
            {
                fields.Add(field.ToString().Trim());
                field.Clear();
                if (c == delimiter)
                    continue;
                if (fields.Exists(f => f.Length > 0))
                    yield return (from, fields);
                (fields, from) = ([], line + 1);
            }
            else
                field.Append(c);
            if (c == '\n')
                line++;
        }
    }
}
