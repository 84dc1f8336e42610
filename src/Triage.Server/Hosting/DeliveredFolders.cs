using Triage.Inference.Profiles;

namespace Triage.Server.Hosting;

/// <summary>What is delivered with the program: beside it when installed, above it in a checkout.</summary>
internal static class DeliveredFolders
{
    /// <summary>The nearest folder of this name at or above the program's own that holds the marker file, or null.</summary>
    public static string? Find(string name, string marker)
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, name, marker)))
                return Path.Combine(folder, name);
        return null;
    }

    public static string? Models => Find("models", "whisper-base-fr/model.json");

    public static string? HardwareProfiles => Find("hardware-profiles", ProfileFolder.Generic + ".json");

    public static string? SampleCalls => Find("samples", "calls/manifest.jsonl") is { } samples ? Path.Combine(samples, "calls") : null;
}
