using System.Text.Json;
using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Reports.Figures;

/// <summary>
/// Recognition quality on the site's double-transcribed sample, read from a report of <c>triage evaluate speech --json</c>: the
/// evaluation record holds no words, so it cannot be computed from it.
/// </summary>
public sealed record SpeechSample(string Source, Estimate WordErrorRate, Estimate? CriticalTermRecall, long? NegationsChecked, long? NegationErrors)
{
    /// <exception cref="InvalidDataException">Not such a report; says what is missing.</exception>
    public static SpeechSample Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("schema", out var schema) || schema.GetString()?.StartsWith("triage.evaluate.speech/", StringComparison.Ordinal) != true)
                throw new InvalidDataException($"{path} : schema triage.evaluate.speech attendu");
            var summary = root.TryGetProperty("summary", out var inner) ? inner : root;
            var (checkedTerms, errors) = ((long?)null, (long?)null);
            if (summary.TryGetProperty("negations", out var negations) && negations.ValueKind == JsonValueKind.Object)
            {
                checkedTerms = Number(negations, "checked");
                errors = (Number(negations, "lost") ?? 0) + (Number(negations, "invented") ?? 0);
            }
            return new(Path.GetFileName(path), Interval(summary, "word_error_rate") ?? throw new InvalidDataException($"{path} : word_error_rate manque"),
                Interval(summary, "critical_term_recall"), checkedTerms, errors);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} : JSON illisible ({e.Message})", e);
        }
    }

    private static Estimate? Interval(JsonElement of, string name)
    {
        if (!of.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.Number ? new(value.GetDouble())
            : new(value.GetProperty("value").GetDouble(), value.GetProperty("low").GetDouble(), value.GetProperty("high").GetDouble());
    }

    private static long? Number(JsonElement of, string name) => of.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt64() : null;
}
