using Triage.TrialLog.Log.Entries;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Log;

/// <summary>What held for the whole appliance when a call was opened: versions, site, protocol. Fed in the order of the log.</summary>
internal sealed class RunningContext
{
    public string Site { get; private set; } = "";

    public RunningVersions Versions { get; private set; } = new("", "", "", "");

    public string? Protocol { get; private set; }

    public int? ProtocolVersion { get; private set; }

    /// <returns>True: it was about the appliance, and is taken.</returns>
    public bool Take(LogEntry entry)
    {
        switch (entry)
        {
            case ApplianceStartedEntry started:
                Site = Protocol is null ? started.Site : Site;
                Versions = new(started.Software, "", "", "");
                return true;
            case VersionsEntry v:
                Versions = new(v.Software, v.Configuration, v.SpeechModel, v.TriageModel);
                return true;
            case TrialStartedEntry t:
                (Protocol, ProtocolVersion, Site) = (t.Name, t.ProtocolVersion, t.Site);
                return true;
            case ProtocolChangedEntry p:
                (Protocol, ProtocolVersion, Site) = (p.Name, p.ProtocolVersion, p.Site);
                return true;
            default:
                return false;
        }
    }
}
