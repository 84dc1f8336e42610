using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Speech;

namespace Triage.Server.Dashboard.Following;

/// <summary>A piece of a line: words that prove a finding, or words between.</summary>
/// <param name="Finding">Code of the finding that these words prove; null: of none.</param>
public readonly record struct LinePiece(string Text, string? Finding);

/// <summary>An utterance as the transcript shows it; an unfinished one has words that may still change.</summary>
/// <param name="Stable">Words that stay; all of them once it is final.</param>
/// <param name="Unstable">Words that may still change.</param>
public sealed record TranscriptLine(
    CallChannel Channel, int Utterance, double StartS, double EndS, string Stable, string Unstable, IReadOnlyList<RecognizedWord> Words,
    bool Final, bool LowConfidence)
{
    /// <summary>Id of its element in the page.</summary>
    public string Anchor => $"u-{(int)Channel}-{Utterance}";

    public static TranscriptLine Of(PartialTranscript partial)
    {
        var stable = partial.Text.StartsWith(partial.Stable, StringComparison.Ordinal) ? partial.Stable : "";
        return new(partial.Channel, partial.Utterance, partial.StartS, partial.EndS, stable.Trim(), partial.Text[stable.Length..].Trim(), [], false, false);
    }

    public static TranscriptLine Of(FinalTranscript final) =>
        new(final.Channel, final.Utterance, final.StartS, final.EndS, final.Text.Trim(), "", final.Words, true, final.LowConfidence);

    /// <summary>The stable words, cut where the evidence of present and denied findings begins and ends.</summary>
    public IReadOnlyList<LinePiece> Pieces(IReadOnlyList<Finding> findings)
    {
        if (Words.Count == 0)
            return [new(Stable, null)];
        var pieces = new List<LinePiece>();
        var from = 0;
        for (var i = 1; i <= Words.Count; i++)
        {
            var finding = ProvenBy(Words[from], findings);
            if (i < Words.Count && ProvenBy(Words[i], findings) == finding)
                continue;
            pieces.Add(new(string.Join(' ', Words.Skip(from).Take(i - from).Select(w => w.Text.Trim())), finding));
            from = i;
        }
        return pieces;
    }

    private string? ProvenBy(RecognizedWord word, IReadOnlyList<Finding> findings)
    {
        var middle = (word.StartS + word.EndS) / 2;
        foreach (var finding in findings)
            foreach (var evidence in finding.Evidence)
                if (evidence.Channel == Channel && middle >= evidence.StartS && middle <= evidence.EndS)
                    return finding.Code;
        return null;
    }

    /// <summary>Without its words.</summary>
    public override string ToString() => $"line {Channel} #{Utterance} {StartS:F2}-{EndS:F2}";
}
