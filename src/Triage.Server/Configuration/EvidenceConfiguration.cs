using Triage.TrialLog.Allocation;
using Triage.TrialLog.Log;

namespace Triage.Server.Configuration;

/// <summary>Where the evidence log is kept, and the trial that it serves.</summary>
internal sealed record EvidenceConfiguration
{
    /// <summary>Folder of the log; null: nothing is recorded.</summary>
    public EvidenceFolder? Folder { get; init; }

    /// <summary>Name of the site, as the protocol of a trial spells it.</summary>
    public string Site { get; init; } = "";

    /// <summary>Days that the words of calls are kept.</summary>
    public int RetentionDays { get; init; } = 30;

    /// <summary>Folder of the trial's seed; null: no trial, every suggestion is shown.</summary>
    public TrialFolder? Trial { get; init; }

    public static EvidenceConfiguration Read(ConfigurationSection section)
    {
        var standard = new EvidenceConfiguration();
        var folder = section.Text("folder", "un dossier où écrire") is { } text ? new EvidenceFolder(Path.Combine(section.Folder, text)) : null;
        var site = section.Text("site", "le nom du site, par exemple SAMU 34") ?? standard.Site;
        var days = section.Integer("retention_days", standard.RetentionDays, 1, 3650);
        var trial = section.Text("trial", "le dossier d'un essai") is { } path ? new TrialFolder(Path.Combine(section.Folder, path)) : null;
        if (trial is not null && folder is null)
            section.Fault("trial", "demande evidence.folder : un essai s'écrit dans le journal de preuve");
        if (trial is not null && site.Length == 0)
            section.Fault("trial", "demande evidence.site : le site dont parle le protocole");
        section.Close();
        return new() { Folder = folder, Site = site, RetentionDays = days, Trial = trial };
    }
}
