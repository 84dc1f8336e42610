namespace Triage.Training.Synthesis;

internal abstract record PhraseNode;

internal sealed record LiteralNode(string Text) : PhraseNode;

/// <summary>One of the branches at random.</summary>
internal sealed record ChoiceNode(IReadOnlyList<IReadOnlyList<PhraseNode>> Branches) : PhraseNode;

/// <summary>Masculine or feminine.</summary>
internal sealed record AgreementNode(string Masculine, string Feminine, bool OfCaller) : PhraseNode;

/// <summary>A word that the call fills in (<see cref="PhraseContext.Value"/>).</summary>
internal sealed record ValueNode(string Name, bool OfCaller) : PhraseNode;

/// <summary>Words that prove something; an empty list stands for the finding of the file.</summary>
internal sealed record MarkNode(IReadOnlyList<PhraseNode> Inner, IReadOnlyList<Said> Says) : PhraseNode;
