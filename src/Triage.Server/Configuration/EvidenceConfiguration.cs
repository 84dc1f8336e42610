using Triage.TrialLog.Log;

namespace Triage.Server.Configuration;

/// <summary>The evidence log of <c>serve</c>. Evaluations, demonstrations and benchmarks keep none.</summary>
internal sealed record EvidenceConfiguration
{
    /// <summary>Name of the folder when none is configured, under the folder that the program was started in.</summary>
    public const string DefaultFolder = "triage-evidence";

    public bool Enabled { get; init; } = true;

    /// <summary>Null: <see cref="DefaultFolder"/>.</summary>
    public string? Folder { get; init; }

    /// <summary>Days that the words of a call are kept; the evaluation record stays.</summary>
    public int RetentionDays { get; init; } = 30;

    /// <summary>Name of the site in the record, until a trial's protocol names it.</summary>
    public string Site { get; init; } = "";

    /// <summary>Where the log lies.</summary>
    /// <param name="working">Folder that the program was started in.</param>
    public EvidenceFolder At(string working) => new(Path.GetFullPath(Path.Combine(working, Folder ?? DefaultFolder)));

    public static EvidenceConfiguration Read(ConfigurationSection section)
    {
        var standard = new EvidenceConfiguration();
        var configuration = new EvidenceConfiguration
        {
            Enabled = section.Choice("enabled", true, new Dictionary<string, bool>(StringComparer.Ordinal) { ["yes"] = true, ["no"] = false }),
            Folder = section.Text("folder", "un dossier où écrire") is { } text ? Path.Combine(section.Folder, text) : null,
            RetentionDays = section.Integer("retention_days", standard.RetentionDays, 1, 3650),
            Site = section.Text("site", "le nom du site") ?? standard.Site,
        };
        section.Close();
        return configuration;
    }
}
