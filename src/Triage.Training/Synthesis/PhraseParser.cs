using System.Text;
using Triage.Core.Assessment;

namespace Triage.Training.Synthesis;

/// <summary>
/// Reads a sentence of the content. Grammar: sequence := (text | '{' placeholder '}' | '(' sequence ('|' sequence)* ')' |
/// '[' sequence ('|' codes)? ']')*; codes := ('-'|'?')? code (',' ...)*. See Content/README.md.
/// </summary>
internal sealed class PhraseParser(string source, ContentNode place)
{
    private static readonly Dictionary<string, (string Masculine, string Feminine)> Agreements = new(StringComparer.Ordinal)
    {
        ["il"] = ("il", "elle"), ["e"] = ("", "e"), ["x"] = ("x", "se"), ["f"] = ("f", "ve"), ["eur"] = ("eur", "euse"), ["ne"] = ("", "ne"),
        ["le"] = ("le", "la"), ["un"] = ("un", "une"), ["ce"] = ("ce", "cette"), ["lui"] = ("lui", "elle"), ["celui"] = ("celui", "celle"),
        ["monsieur"] = ("monsieur", "madame"),
    };

    private static readonly HashSet<string> Values = new(PhraseContext.ValueNames, StringComparer.Ordinal);

    private static readonly HashSet<string> ThirdPerson = new(StringComparer.Ordinal) { "il", "le", "lui", "celui", "patient", "votre" };

    private int _at;

    /// <summary>The sentence speaks of the patient in the third person.</summary>
    public bool SpeaksOfAnother { get; private set; }

    public IReadOnlyList<PhraseNode> Parse()
    {
        var nodes = Sequence(inside: '\0');
        if (_at < source.Length)
            throw place.Fail($"'{source[_at]}' at character {_at + 1} closes nothing: {source}");
        return nodes;
    }

    private List<PhraseNode> Sequence(char inside)
    {
        var nodes = new List<PhraseNode>();
        var text = new StringBuilder();
        while (_at < source.Length)
        {
            var c = source[_at];
            if (c is ')' or ']' || (c == '|' && inside != '\0'))
                break;
            _at++;
            if (c is not ('{' or '(' or '['))
            {
                text.Append(c);
                continue;
            }
            if (text.Length > 0)
                nodes.Add(new LiteralNode(text.ToString()));
            text.Clear();
            nodes.Add(c switch { '{' => Placeholder(), '(' => Choice(), _ => Mark() });
        }
        if (text.Length > 0)
            nodes.Add(new LiteralNode(text.ToString()));
        return nodes;
    }

    private ChoiceNode Choice()
    {
        var branches = new List<IReadOnlyList<PhraseNode>> { Sequence('(') };
        while (_at < source.Length && source[_at] == '|')
        {
            _at++;
            branches.Add(Sequence('('));
        }
        Close(')');
        return branches.Count > 1 ? new(branches) : throw place.Fail($"a choice needs two branches: {source}");
    }

    private MarkNode Mark()
    {
        var inner = Sequence('[');
        var says = new List<Said>();
        if (_at < source.Length && source[_at] == '|')
        {
            var end = source.IndexOf(']', ++_at);
            if (end < 0)
                throw place.Fail($"a mark is not closed: {source}");
            foreach (var code in source[_at..end].Split(','))
                says.Add(Said(code.Trim()));
            _at = end;
        }
        Close(']');
        return inner.Count > 0 ? new(inner, says) : throw place.Fail($"an empty mark: {source}");
    }

    private Said Said(string text)
    {
        var status = text.StartsWith('-') ? FindingStatus.Absent : text.StartsWith('?') ? FindingStatus.Uncertain : FindingStatus.Present;
        var code = text.TrimStart('-', '?');
        return FindingCatalogue.TryIndexOf(code, out var index) ? new(index, status) : throw place.Fail($"unknown finding '{code}': {source}");
    }

    private PhraseNode Placeholder()
    {
        var end = source.IndexOf('}', _at);
        if (end < 0)
            throw place.Fail($"a placeholder is not closed: {source}");
        var name = source[_at..end];
        _at = end + 1;
        var ofCaller = name.EndsWith(":appelant", StringComparison.Ordinal);
        if (ofCaller)
            name = name[..^":appelant".Length];
        if (!ofCaller && ThirdPerson.Contains(name))
            SpeaksOfAnother = true;
        if (name.Split('|') is [var masculine, var feminine])
            return new AgreementNode(masculine, feminine, ofCaller);
        // The object pronoun and the article elide before a vowel; an h may be aspirated, so that is left to the writer.
        if (name == "le" && _at + 1 < source.Length && source[_at] == ' ' && "aeiouéèêàâîôû".Contains(source[_at + 1], StringComparison.Ordinal))
        {
            _at++;
            return new LiteralNode("l'");
        }
        if (Agreements.TryGetValue(name, out var forms))
            return new AgreementNode(forms.Masculine, forms.Feminine, ofCaller);
        return Values.Contains(name) ? new ValueNode(name, ofCaller) : throw place.Fail($"unknown placeholder '{{{name}}}': {source}");
    }

    private void Close(char bracket)
    {
        if (_at >= source.Length || source[_at] != bracket)
            throw place.Fail($"'{bracket}' is missing: {source}");
        _at++;
    }
}
