using System.Text;

namespace Triage.Training.Synthesis;

/// <summary>A sentence of the content, ready to be said many times.</summary>
internal sealed class Phrase
{
    private readonly IReadOnlyList<PhraseNode> _nodes;
    private readonly IReadOnlyList<Said>? _whole;

    private Phrase(IReadOnlyList<PhraseNode> nodes, IReadOnlyList<Said>? whole, bool speaksOfAnother, string source)
    {
        _nodes = nodes;
        _whole = whole;
        SpeaksOfAnother = speaksOfAnother;
        Source = source;
        Says = [.. (whole ?? []).Concat(MarksOf(nodes).SelectMany(m => m.Says)).Distinct()];
    }

    public string Source { get; }

    /// <summary>Fits only when the caller is not the patient.</summary>
    public bool SpeaksOfAnother { get; }

    /// <summary>What the sentence can say.</summary>
    public IReadOnlyList<Said> Says { get; }

    /// <summary>An order or a "vous": said by the operator.</summary>
    public bool AddressesCaller => Source.Split(' ', ',', '\'', '-').Any(w => w is "vous" or "votre" or "vos" || (w.EndsWith("ez", StringComparison.Ordinal) && w is not ("chez" or "nez" or "assez" or "rez")));

    /// <param name="own">What an unnamed mark, or without marks the whole sentence, says; null in files that belong to no finding.</param>
    /// <exception cref="ContentException">The sentence breaks the grammar of Content/README.md.</exception>
    public static Phrase Parse(ContentNode place, Said? own = null)
    {
        var source = place.Text().Replace('’', '\'').Trim();
        var parser = new PhraseParser(source, place);
        var nodes = parser.Parse();
        var marks = MarksOf(nodes).ToArray();
        if (own is not { } said)
            return marks.Any(m => m.Says.Count == 0)
                ? throw place.Fail($"a mark must name its finding here: {source}")
                : new(nodes, null, parser.SpeaksOfAnother, source);
        if (marks.Length == 0)
            return new(nodes, [said], parser.SpeaksOfAnother, source);
        if (!marks.Any(m => m.Says.Count == 0 || m.Says.Contains(said)))
            throw place.Fail($"no mark is of this finding: {source}");
        return new(Own(nodes, said), null, parser.SpeaksOfAnother, source);
    }

    public SpokenLine Say(PhraseContext context, SeededRandom random)
    {
        var text = new StringBuilder();
        var proofs = new List<(int Start, int End, Proof Proof)>();
        Write(_nodes, context, random, text, proofs);
        if (_whole is not null)
            proofs.Add((0, text.Length, new Proof(_whole)));
        var line = new SpokenLine();
        for (var at = 0; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && text[end] != ' ')
                end++;
            if (end > at)
            {
                Proof? proof = null;
                foreach (var p in proofs)
                    if (p.Start < end && p.End > at)
                        proof = p.Proof;
                var word = text.ToString(at, end - at);
                line.Words.Add(new(word, proof));
            }
            at = end + 1;
        }
        return line;
    }

    public override string ToString() => Source;

    private static void Write(IReadOnlyList<PhraseNode> nodes, PhraseContext context, SeededRandom random, StringBuilder text, List<(int, int, Proof)> proofs)
    {
        foreach (var node in nodes)
            switch (node)
            {
                case LiteralNode literal:
                    text.Append(literal.Text);
                    break;
                case ChoiceNode choice:
                    Write(random.Pick(choice.Branches), context, random, text, proofs);
                    break;
                case AgreementNode agreement:
                    Append(text, (agreement.OfCaller ? context.Caller : context.Patient) == Sex.Male ? agreement.Masculine : agreement.Feminine);
                    break;
                case ValueNode value:
                    Append(text, context.Value(value.Name, random));
                    break;
                case MarkNode mark:
                    var start = text.Length;
                    Write(mark.Inner, context, random, text, proofs);
                    proofs.Add((start, text.Length, new Proof(mark.Says)));
                    break;
            }
    }

    /// <summary>Appends a filled-in word with the contractions it asks for: s'elle, à le, de le, que il.</summary>
    private static void Append(StringBuilder text, string value)
    {
        if (value.StartsWith("elle", StringComparison.Ordinal) && Ends(text, "s'") && (text.Length == 2 || text[^3] == ' '))
            text.Length -= 2;
        else if (value.StartsWith("le ", StringComparison.Ordinal) && (Ends(text, " de ") || Ends(text, " à ")))
        {
            var of = text[^2] == 'e';
            text.Length -= of ? 3 : 2;
            text.Append(of ? "du " : "au ");
            text.Append(value.AsSpan(3));
            return;
        }
        else
        {
            text.Append(value);
            return;
        }
        text.Append("si ").Append(value);
    }

    private static bool Ends(StringBuilder text, string end)
    {
        if (text.Length < end.Length)
            return false;
        for (var i = 0; i < end.Length; i++)
            if (text[text.Length - end.Length + i] != end[i])
                return false;
        return true;
    }

    private static IEnumerable<MarkNode> MarksOf(IEnumerable<PhraseNode> nodes) => nodes.SelectMany(node => node switch
    {
        MarkNode mark => [mark, .. MarksOf(mark.Inner)],
        ChoiceNode choice => choice.Branches.SelectMany(MarksOf),
        _ => Enumerable.Empty<MarkNode>(),
    });

    private static IReadOnlyList<PhraseNode> Own(IReadOnlyList<PhraseNode> nodes, Said said) => [.. nodes.Select(node => node switch
    {
        MarkNode { Says.Count: 0 } mark => mark with { Says = [said] },
        ChoiceNode choice => choice with { Branches = [.. choice.Branches.Select(b => Own(b, said))] },
        _ => node,
    })];
}
