using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports;

/// <summary>Writes one format into a folder. Used by one thread; calls first, then outages, then <see cref="CompleteAsync"/> once.</summary>
internal interface IExportWriter : IAsyncDisposable
{
    /// <exception cref="ExportException">A value that the format cannot hold.</exception>
    ValueTask WriteAsync(CallDossier dossier, CancellationToken ct);

    ValueTask WriteAsync(OutageRecord outage, CancellationToken ct);

    /// <summary>Closes every file of data and writes what can only be known at the end.</summary>
    ValueTask CompleteAsync(CancellationToken ct);
}
