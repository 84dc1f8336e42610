using System.Text.Json;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.TrialLog.Log;

namespace Triage.TrialLog.Content;

/// <summary>Words that belong to an event; sealed before they reach a disk. None prints.</summary>
public abstract record CallContent
{
    internal abstract string Kind { get; }

    public sealed override string ToString() => Kind;

    internal byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, GetType(), EntryCodec.Json);
}

/// <summary>The words of a final transcript.</summary>
public sealed record TranscriptContent(string Text, IReadOnlyList<ContentWord> Words) : CallContent
{
    internal override string Kind => "transcript";

    public static TranscriptContent Of(FinalTranscript final) =>
        new(final.Text, [.. final.Words.Select(w => new ContentWord(w.Text, w.StartS, w.EndS, w.Probability))]);
}

public sealed record ContentWord(string Text, double StartS, double EndS, double Probability)
{
    public override string ToString() => "word";
}

/// <summary>The quotes of a suggestion, for each finding in its order.</summary>
public sealed record QuotesContent(IReadOnlyList<IReadOnlyList<string>> Quotes) : CallContent
{
    internal override string Kind => "quotes";

    public static QuotesContent Of(Suggestion suggestion) => new([.. suggestion.Findings.Select(f => (IReadOnlyList<string>)[.. f.Evidence.Select(e => e.Quote)])]);
}
