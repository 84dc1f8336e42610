namespace Triage.Core.Telemetry;

/// <summary>Sizes of a batch as a tag shows them: exact where a processor batches, then by powers of two, so that the list stays short.</summary>
internal static class BatchSizes
{
    public static string[] Names { get; } = ["1", "2", "3-4", "5-8", "9-16", "17-32", "33+"];

    /// <summary>Index in <see cref="Names"/>.</summary>
    /// <param name="jobs">From 1.</param>
    public static int IndexOf(int jobs) => jobs <= 1 ? 0 : Math.Min(Names.Length - 1, (int)Math.Ceiling(Math.Log2(jobs)));
}
