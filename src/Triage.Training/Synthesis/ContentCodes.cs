using Triage.Core.Assessment;

namespace Triage.Training.Synthesis;

/// <summary>Reads codes of the catalogues from content files.</summary>
internal static class ContentCodes
{
    /// <exception cref="ContentException">No such finding.</exception>
    public static int Finding(ContentNode node) =>
        FindingCatalogue.TryIndexOf(node.Text(), out var index) ? index : throw node.Fail($"unknown finding '{node.Text()}'");

    /// <exception cref="ContentException">No such motive.</exception>
    public static string Motive(ContentNode node) =>
        MotiveCatalogue.TryIndexOf(node.Text(), out _) ? node.Text() : throw node.Fail($"unknown motive '{node.Text()}'");

    /// <summary>Probabilities by finding; a missing mapping is empty.</summary>
    public static Dictionary<int, double> Chances(ContentNode? node)
    {
        var chances = new Dictionary<int, double>();
        foreach (var (code, value) in node?.Entries() ?? [])
            chances[FindingCatalogue.TryIndexOf(code, out var index) ? index : throw value.Fail($"unknown finding '{code}'")] = value.Number(0, 1);
        return chances;
    }

    /// <summary>Lists of findings by finding.</summary>
    public static Dictionary<int, IReadOnlyList<int>> Map(ContentNode node) => node.Entries().ToDictionary(
        e => FindingCatalogue.TryIndexOf(e.Key, out var index) ? index : throw e.Value.Fail($"unknown finding '{e.Key}'"),
        e => (IReadOnlyList<int>)[.. e.Value.Items().Select(Finding)]);
}
