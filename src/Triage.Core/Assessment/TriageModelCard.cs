using System.Text.Json.Serialization;

namespace Triage.Core.Assessment;

/// <summary>
/// What goes with the weights (model.json): the order of the outputs, feature versions, calibration and thresholds. A model whose
/// catalogue or feature versions differ from the program's is refused.
/// </summary>
public sealed record TriageModelCard
{
    /// <summary>Version of this file's layout.</summary>
    public const int CurrentSchema = 1;

    public int Schema { get; init; } = CurrentSchema;

    /// <summary>SHA-256 of triage-heads.onnx, lower-case hexadecimal.</summary>
    public required string GraphSha256 { get; init; }

    public required IReadOnlyList<string> Findings { get; init; }

    public required IReadOnlyList<string> Motives { get; init; }

    public required int TurnFeatures { get; init; }

    public required int CallFeatures { get; init; }

    /// <summary>Seed of the generator and of the training.</summary>
    public required long Seed { get; init; }

    /// <summary>Synthetic calls trained on.</summary>
    public required int Calls { get; init; }

    /// <summary>Networks of each kind whose outputs the graph averages.</summary>
    public int Members { get; init; } = 1;

    /// <summary>Divides the logits before the softmax; fitted on held-out synthetic calls.</summary>
    public required Calibration Temperatures { get; init; }

    public required Thresholds Limits { get; init; }

    /// <summary>What a site's calls changed of <see cref="Temperatures"/> and <see cref="Limits"/>; null: as trained.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SiteAdaptation? Adaptation { get; init; }

    /// <summary>The card that the training wrote: this one without its adaptation.</summary>
    public TriageModelCard AsTrained() =>
        Adaptation is { } site ? this with { Temperatures = site.TrainedTemperatures, Limits = site.TrainedLimits, Adaptation = null } : this;

    public sealed record Calibration(double Finding, double Motive, double Priority, double Care);

    /// <param name="Mention">Probability from which a finding counts as talked about.</param>
    /// <param name="Confidence">Below this probability of the suggested priority the assessment abstains.</param>
    /// <param name="Words">Caller words below which nothing is suggested.</param>
    /// <param name="Vital">Probability from which the model alone suggests P0; the safety rules need none.</param>
    /// <param name="Urgency">Probability of being at least as urgent as a level, from which that level is suggested (P1 and below).</param>
    public sealed record Thresholds(double Mention, double Confidence, int Words, double Vital, double Urgency);

    /// <param name="Calls">Labelled calls of the site that were used.</param>
    /// <param name="CallsSha256">SHA-256 of their file, lower-case hexadecimal.</param>
    /// <param name="AlertsPerHundred">P0 alerts of the model alone that the site allows per 100 calls; null: <see cref="Thresholds.Vital"/> stayed.</param>
    /// <param name="TrainedTemperatures">As before the adaptation, so that it can be undone.</param>
    /// <param name="TrainedLimits">As before the adaptation.</param>
    public sealed record SiteAdaptation(int Calls, string CallsSha256, double? AlertsPerHundred, Calibration TrainedTemperatures, Thresholds TrainedLimits);

    /// <exception cref="InvalidDataException">The model belongs to another version of the program.</exception>
    public void Check()
    {
        if (Schema != CurrentSchema)
            throw new InvalidDataException($"triage model: schema {Schema}, this program reads {CurrentSchema}");
        if (!Findings.SequenceEqual(FindingCatalogue.All.Select(f => f.Code), StringComparer.Ordinal))
            throw new InvalidDataException("triage model: its findings are not those of this program");
        if (!Motives.SequenceEqual(MotiveCatalogue.All.Select(m => m.Code), StringComparer.Ordinal))
            throw new InvalidDataException("triage model: its motives are not those of this program");
        if (TurnFeatures != Assessment.TurnFeatures.Version || CallFeatures != Assessment.CallFeatures.Version)
            throw new InvalidDataException(
                $"triage model: trained on features {TurnFeatures}/{CallFeatures}, this program computes {Assessment.TurnFeatures.Version}/{Assessment.CallFeatures.Version}");
    }
}
