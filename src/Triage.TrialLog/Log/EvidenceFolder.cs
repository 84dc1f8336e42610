namespace Triage.TrialLog.Log;

/// <summary>The files of a log and where they lie.</summary>
/// <param name="Path">Folder; made when the log is.</param>
public sealed record EvidenceFolder(string Path)
{
    /// <summary>The chain of events.</summary>
    public string Events => System.IO.Path.Combine(Path, "events.db");

    /// <summary>Words, sealed.</summary>
    public string Content => System.IO.Path.Combine(Path, "content.db");

    public string Heads => System.IO.Path.Combine(Path, Chain.HeadsFile.Name);

    /// <summary>Held by the one process that writes.</summary>
    public string Lock => System.IO.Path.Combine(Path, "writer.lock");

    public string Keys => System.IO.Path.Combine(Path, "keys");

    public string SigningKey => System.IO.Path.Combine(Keys, "signing.key");

    public string ContentKey => System.IO.Path.Combine(Keys, "appliance.key");

    public string PseudonymKey => System.IO.Path.Combine(Keys, "pseudonym.key");
}
