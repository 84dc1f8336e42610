using Triage.Core.Calls;

namespace Triage.Server.Configuration;

/// <summary>Disk for audio that waits under overload; nothing is written there otherwise.</summary>
internal sealed record SpoolConfiguration
{
    /// <summary>A folder of the site; null: the system's folder for temporary files.</summary>
    public string? Folder { get; init; }

    /// <summary>Megabytes it may take: 2048 hold nine hours of waiting speech.</summary>
    public int MaxMegabytes { get; init; } = 2048;

    public AudioSpoolOptions Options => new(Folder ?? Path.Combine(Path.GetTempPath(), "triage-spool"), (long)MaxMegabytes << 20);

    public static SpoolConfiguration Read(ConfigurationSection section)
    {
        var standard = new SpoolConfiguration();
        var folder = section.Text("folder", "un dossier où écrire") is { } text ? Path.Combine(section.Folder, text) : null;
        var spool = new SpoolConfiguration { Folder = folder, MaxMegabytes = section.Integer("max_mb", standard.MaxMegabytes, 1, 1_000_000) };
        section.Close();
        return spool;
    }
}
