using Triage.TrialLog.Allocation;
using Triage.TrialLog.Records;

namespace Triage.Server.TrialFollowUp;

/// <summary>The trial as its log tells it now.</summary>
/// <param name="ByAlert">The unit is the alert; else the call.</param>
/// <param name="Revealed">The seed is public and the allocation over: who looks at the arms learns nothing of what comes next.</param>
/// <param name="SmallCells">Counts from 1 to one less are not told; 0 tells all.</param>
public sealed record FollowedTrial(
    string Name, string Title, int ProtocolVersion, string ProtocolHash, TrialMode Mode, bool ByAlert, DateOnly Start, DateOnly End,
    string PrimaryOutcome, bool Revealed, int SmallCells);

/// <summary>The evaluation record at one moment.</summary>
/// <param name="Trial">Null: calls are recorded, no trial runs.</param>
/// <param name="Dossiers">Read once, call by call; many thousand in a long trial.</param>
/// <param name="Folder">Where the record lies, for the commands on the page.</param>
internal sealed record TrialSituation(FollowedTrial? Trial, IAsyncEnumerable<CallDossier> Dossiers, IReadOnlyList<OutageRecord> Outages, string Folder);

/// <summary>Opens the evaluation record for reading; null: this appliance keeps none.</summary>
/// <exception cref="IOException">It cannot be read now.</exception>
internal delegate Task<TrialSituation?> TrialReader();
