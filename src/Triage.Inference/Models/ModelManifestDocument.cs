using System.Text.Json.Serialization;

namespace Triage.Inference.Models;

/// <summary>The text form of the manifest.</summary>
internal sealed record ModelManifestDocument
{
    public required int Schema { get; init; }
    public required IReadOnlyList<ModelManifestRow> Files { get; init; }
}

internal sealed record ModelManifestRow
{
    public required string File { get; init; }
    public required string Sha256 { get; init; }
    public required long Bytes { get; init; }
    public required string Source { get; init; }
    public required string Licence { get; init; }
    public required string Role { get; init; }
}

[JsonSerializable(typeof(ModelManifestDocument))]
internal sealed partial class ModelManifestJson : JsonSerializerContext;
