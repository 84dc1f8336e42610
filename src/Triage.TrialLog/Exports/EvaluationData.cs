using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports;

/// <summary>What an export reads: each call once, in the order of the record, and then the outages.</summary>
public sealed record EvaluationData(IAsyncEnumerable<CallDossier> Calls, IAsyncEnumerable<OutageRecord> Outages);
