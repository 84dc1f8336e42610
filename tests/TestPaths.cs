namespace Triage.Tests;

/// <summary>Where tests find the checkout and the reference data beside it.</summary>
internal static class TestPaths
{
    /// <summary>The checkout's root: the nearest folder above the test binary that holds Triage.sln.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The reference data: TRIAGE_SHARED, else the folder <c>shared</c> beside the checkout.</summary>
    public static string Shared { get; } =
        Environment.GetEnvironmentVariable("TRIAGE_SHARED") is { Length: > 0 } named ? named : Path.Combine(Path.GetDirectoryName(Root)!, "shared");

    public static string InRoot(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>A file of the reference data; absent: the test is skipped and counted, or fails under CI=true.</summary>
    public static string InShared(params string[] parts)
    {
        var path = Path.Combine([Shared, .. parts]);
        if (File.Exists(path) || Directory.Exists(path))
            return path;
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", $"reference data not here: {path}");
        throw new FileNotFoundException($"reference data must be present under CI: {path}", path);
    }

    private static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "Triage.sln")))
                return folder;
        throw new DirectoryNotFoundException("Triage.sln not found above " + AppContext.BaseDirectory);
    }
}
