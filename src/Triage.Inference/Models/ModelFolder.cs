namespace Triage.Inference.Models;

/// <summary>One model of the catalogue, for a list on the console.</summary>
/// <param name="Name">Its folder below the models folder.</param>
/// <param name="Bytes">All its files together.</param>
/// <param name="Files">Paths below its own folder.</param>
public sealed record ModelFolder(string Name, ModelRole Role, long Bytes, string Source, string Licence, IReadOnlyList<string> Files);
