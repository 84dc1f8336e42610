using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Triage.TrialLog.Chain;
using Triage.TrialLog.Log;

namespace Triage.TrialLog.Exports;

/// <summary>What is to be exported of a log.</summary>
/// <param name="Filter">Which calls; quotes are decided by <paramref name="ProtocolQuotes"/> and the protocols together.</param>
/// <param name="ProtocolQuotes">With the words that prove findings, which every protocol of the log must ask for.</param>
/// <param name="Organisation">See <see cref="ExportOptions.Organisation"/>; null: the default.</param>
public sealed record LogExportRequest(ExportFormat Format, string Target, EvaluationFilter Filter, bool ProtocolQuotes, string? Organisation);

/// <summary>An export of an evidence log: the reader, the protocols and the chain behind one call.</summary>
public sealed class LogExport(EvidenceFolder log, TimeProvider time, string software)
{
    /// <summary>Folder of the chained events in a package.</summary>
    public const string ChainFolder = "chain";

    /// <param name="progress">Calls written, and calls in the log; called on the thread that writes.</param>
    /// <exception cref="ExportException">The target is taken, the protocol does not ask for quotes, a value does not fit.</exception>
    /// <exception cref="EvidenceLogException">No log there, or its chain is broken.</exception>
    public async Task<ExportResult> WriteAsync(LogExportRequest request, Action<long, long>? progress = null, CancellationToken ct = default)
    {
        ExportFolder.Refuse(Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Target)));
        var protocols = RecordedProtocol.Read(log);
        foreach (var protocol in protocols)
            if (!string.Equals(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(protocol.Json))), protocol.Sha256, StringComparison.OrdinalIgnoreCase))
                throw new ExportException(string.Create(CultureInfo.InvariantCulture, $"protocole {protocol.Name}, version {protocol.Version} : son texte ne correspond pas à son empreinte"));
        if (request.ProtocolQuotes && (protocols.Count == 0 || !protocols.All(p => p.AsksForQuotes)))
            throw new ExportException("--protocol-quotes : aucun protocole n'est enregistré, ou l'un d'eux ne prévoit pas de citations (quotes_in_exports)") { WrongRequest = true };
        var standard = new ExportOptions { CreatedAt = time.GetLocalNow(), Software = software };
        var options = standard with
        {
            Selection = Describe(request.Filter, time.LocalTimeZone), Protocols = protocols, Quotes = request.ProtocolQuotes, Zone = time.LocalTimeZone,
            SmallCellThreshold = (protocols.Count > 0 ? protocols[^1].SmallCellThreshold : null) ?? standard.SmallCellThreshold, Organisation = request.Organisation ?? standard.Organisation,
        };
        var filter = request.Filter with { WithQuotes = request.ProtocolQuotes };
        var calls = CountCalls();
        using var reader = EvaluationReader.Open(log, request.ProtocolQuotes);
        // The outages have a connection of their own: a reader enumerates one thing at a time.
        using var outages = EvaluationReader.Open(log);
        return await new ExportRun(options).WriteAsync(
            new(reader.ReadAsync(filter, ct), outages.ReadOutagesAsync(filter, ct)), request.Format, request.Target, (folder, stop) => ChainExport.WriteAsync(log, Path.Combine(folder, ChainFolder), stop), done => progress?.Invoke(done, calls), ct);
    }

    private long CountCalls()
    {
        using var connection = EventSchema.OpenToRead(log.Events);
        return EventSchema.Scalar(connection, "SELECT count(*) FROM events WHERE type IN ('call_opened','call_refused')");
    }

    private static string? Describe(EvaluationFilter filter, TimeZoneInfo zone)
    {
        string Text(DateTimeOffset at) => TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        var parts = new List<string>();
        if (filter.From is { } from)
            parts.Add($"from {Text(from)}");
        if (filter.To is { } to)
            parts.Add($"before {Text(to)}");
        if (filter.Calls is { } calls)
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{calls.Count} calls by name"));
        return parts.Count == 0 ? null : string.Join(", ", parts);
    }
}
