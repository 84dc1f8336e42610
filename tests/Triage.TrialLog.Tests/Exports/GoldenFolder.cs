using Triage.Tests;

namespace Triage.TrialLog.Tests.Exports;

/// <summary>Expected exports of the small dossiers. When they change on purpose, what was written lies beside the test's program and is copied by hand.</summary>
internal static class GoldenFolder
{
    public static void Same(string format, string written)
    {
        var kept = Path.Combine(AppContext.BaseDirectory, "golden", format);
        if (Directory.Exists(kept))
            Directory.Delete(kept, recursive: true);
        foreach (var file in Files(written))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(kept, file))!);
            File.Copy(Path.Combine(written, file), Path.Combine(kept, file));
        }
        var expected = TestPaths.InRoot("tests", "Triage.TrialLog.Tests", "Golden", format);
        Assert.True(Directory.Exists(expected), $"no golden files for {format}; written to {kept}");
        Assert.Equal(Files(expected), Files(written));
        Assert.All(Files(expected), f => Assert.Equal(File.ReadAllText(Path.Combine(expected, f)), File.ReadAllText(Path.Combine(written, f))));
    }

    private static List<string> Files(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(folder, f)).Order(StringComparer.Ordinal)];
}
