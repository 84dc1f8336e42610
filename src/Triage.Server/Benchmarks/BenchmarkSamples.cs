namespace Triage.Server.Benchmarks;

/// <summary>What stages are measured on.</summary>
/// <param name="Speech">A recording whose second channel, the caller, speaks for ten seconds at least.</param>
/// <param name="Calls">Labelled calls, one JSON object a line.</param>
/// <param name="Recordings">The calls whose partials are compared.</param>
internal sealed record BenchmarkSamples(string Speech, string Calls, IReadOnlyList<string> Recordings)
{
    /// <summary>The delivered sample calls.</summary>
    /// <param name="folder">Folder of recordings, with calls.jsonl above it.</param>
    public static BenchmarkSamples Of(string folder) => new(
        Path.Combine(folder, "arret-cardiaque.wav"),
        Path.Combine(folder, "..", "calls.jsonl"),
        [.. Directory.EnumerateFiles(folder, "*.wav").Order(StringComparer.Ordinal)]);
}
