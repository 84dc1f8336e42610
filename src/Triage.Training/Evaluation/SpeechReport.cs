using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Triage.Training.Evaluation;

/// <summary>Words recognised where nobody speaks.</summary>
/// <param name="Segments">Segments whose reference is empty; null when streaming, where silence has no segments.</param>
/// <param name="WithWords">How many of them, or of the finals, have words.</param>
public sealed record SilenceScore(int? Segments, int WithWords, int Words);

/// <summary>Word errors of one channel of the recordings.</summary>
/// <param name="Channel">Index from 0; null: recordings of one channel.</param>
public sealed record ChannelScore(int? Channel, int Segments, int ReferenceWords, Interval? WordErrorRate);

/// <summary>A segment among those with most errors; its words stay out of the report.</summary>
public sealed record WorstSegment(string Audio, int? Channel, double StartS, int ReferenceWords, int Errors);

/// <summary>
/// What <c>evaluate speech</c> says: a public JSON shape, versioned by <see cref="Schema"/>. Rates are fractions, intervals 95 %
/// by bootstrap over segments; a rate without anything to divide by is null. Holds no word of any transcript.
/// </summary>
public sealed record SpeechReport
{
    private const int WorstCount = 10;

    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    [JsonPropertyOrder(-1)]
    public string Schema { get; init; } = "triage.evaluate.speech/1";

    /// <summary>offline or streaming.</summary>
    public required string Mode { get; init; }

    public required string Manifest { get; init; }

    public required int Segments { get; init; }

    public required int ReferenceWords { get; init; }

    public required Interval? WordErrorRate { get; init; }

    public required int Substitutions { get; init; }

    public required int Deletions { get; init; }

    public required int Insertions { get; init; }

    public required double? CharacterErrorRate { get; init; }

    public required IReadOnlyList<ChannelScore> Channels { get; init; }

    public required Interval? CriticalTermRecall { get; init; }

    /// <summary>The groups that occur in the reference or were invented.</summary>
    public required IReadOnlyList<TermScore> CriticalTerms { get; init; }

    public required NegationScore Negations { get; init; }

    public required SilenceScore Silence { get; init; }

    public required double AudioS { get; init; }

    public required double WallS { get; init; }

    /// <summary>Wall time per second of audio; below 1 is faster than speech. Null without audio.</summary>
    public required double? RealTimeFactor { get; init; }

    public required IReadOnlyList<WorstSegment> Worst { get; init; }

    public string ToJson() => JsonSerializer.Serialize(this, s_json);

    internal static SpeechReport From(
        string mode, SpeechManifest manifest, SpeechScoring scoring, SilenceScore silence, double audioS, double wallS, int seed)
    {
        var segments = scoring.Segments;
        var words = segments.Aggregate(default(WordErrorRate), (sum, s) => sum + s.Words);
        return new SpeechReport
        {
            Mode = mode,
            Manifest = manifest.Name,
            Segments = segments.Count,
            ReferenceWords = words.ReferenceWords,
            WordErrorRate = Rate(segments, seed),
            Substitutions = words.Substitutions,
            Deletions = words.Deletions,
            Insertions = words.Insertions,
            CharacterErrorRate = scoring.ReferenceCharacters == 0 ? null : (double)scoring.CharacterErrors / scoring.ReferenceCharacters,
            Channels =
            [
                .. segments.GroupBy(s => s.Segment.Channel).OrderBy(g => g.Key)
                    .Select(g => new ChannelScore(g.Key, g.Count(), g.Sum(s => s.Words.ReferenceWords), Rate([.. g], seed))),
            ],
            CriticalTermRecall = Bootstrap.Ratio([.. segments.Select(s => ((double)s.TermsRecalled, (double)s.TermsReference))], seed),
            CriticalTerms = [.. scoring.Terms.Where(t => t.Reference + t.Invented > 0)],
            Negations = scoring.Negations,
            Silence = silence,
            AudioS = audioS,
            WallS = wallS,
            RealTimeFactor = audioS > 0 ? wallS / audioS : null,
            Worst =
            [
                .. segments.Where(s => s.Words.Errors > 0).OrderByDescending(s => s.Words.Errors).ThenBy(s => s.Words.ReferenceWords).Take(WorstCount)
                    .Select(s => new WorstSegment(Path.GetFileName(s.Segment.Audio), s.Segment.Channel, s.Segment.StartS, s.Words.ReferenceWords, s.Words.Errors)),
            ],
        };
    }

    private static Interval? Rate(IReadOnlyList<SegmentScore> segments, int seed) =>
        Bootstrap.Ratio([.. segments.Select(s => ((double)s.Words.Errors, (double)s.Words.ReferenceWords))], seed);
}
