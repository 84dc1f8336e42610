using Triage.TrialLog.Allocation;
using Triage.TrialLog.Log;
using Triage.TrialLog.Records;

namespace Triage.Server.TrialFollowUp;

/// <summary>Reads the evidence log of this appliance beside the running writer, which it never slows.</summary>
internal static class EvidenceTrialReader
{
    /// <param name="inTrial">The appliance serves a trial.</param>
    public static TrialReader Of(EvidenceFolder folder, bool inTrial) => () => ReadAsync(folder, inTrial);

    private static async Task<TrialSituation?> ReadAsync(EvidenceFolder folder, bool inTrial)
    {
        var outages = new List<OutageRecord>();
        using (var reader = EvaluationReader.Open(folder))
            await foreach (var outage in reader.ReadOutagesAsync(new()))
                outages.Add(outage);
        return new(inTrial ? Followed(TrialAdministration.Status(folder)) : null, DossiersAsync(folder), outages, folder.Path);
    }

    private static async IAsyncEnumerable<CallDossier> DossiersAsync(EvidenceFolder folder)
    {
        using var reader = EvaluationReader.Open(folder);
        await foreach (var dossier in reader.ReadAsync(new()))
            yield return dossier;
    }

    private static FollowedTrial Followed(TrialStatus status) => new(
        status.Protocol.Name, status.Protocol.Title, status.Version, status.ProtocolHash, status.Protocol.Mode, status.Protocol.Unit == TrialUnit.Alert,
        status.Protocol.Start, status.Protocol.End, status.Protocol.PrimaryOutcome, status.RevealedAt is not null, status.Protocol.SmallCellThreshold);
}
