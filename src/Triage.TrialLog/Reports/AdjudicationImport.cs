using Triage.TrialLog.Log;
using Triage.TrialLog.Log.Entries;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Reports;

/// <summary>What an import did.</summary>
/// <param name="Faults">Why nothing was written, one sentence a line of the file; empty: all is in the log.</param>
/// <param name="AlreadyThere">Judgements that the log held already, word for word; not written twice.</param>
public sealed record AdjudicationImportResult(IReadOnlyList<string> Faults, int Written, int AlreadyThere);

/// <summary>
/// Brings adjudications into the evidence log. All or nothing: a file with one line that cannot be taken changes nothing, and every
/// such line is named. Adjudicators are kept by pseudonym.
/// </summary>
public static class AdjudicationImport
{
    /// <exception cref="EvidenceLogException">The log cannot be read or written.</exception>
    public static async Task<AdjudicationImportResult> RunAsync(EvidenceLog log, EvidenceFolder folder, IReadOnlyList<GivenAdjudication> rows, CancellationToken ct)
    {
        await log.FlushAsync(ct).ConfigureAwait(false);
        // A call is named by its pseudonym or by its own id.
        var named = rows.Select(r => r.Call).Distinct(StringComparer.Ordinal).ToDictionary(c => c, c => (Given: c, OfId: log.KeyOf(c)), StringComparer.Ordinal);
        var wanted = named.Values.SelectMany(n => new[] { n.Given, n.OfId }).ToHashSet(StringComparer.Ordinal);
        var held = new Dictionary<string, HashSet<AdjudicationRecord>>(StringComparer.Ordinal);
        using (var reader = EvaluationReader.Open(folder))
            await foreach (var dossier in reader.ReadAsync(new() { Calls = wanted }, ct).ConfigureAwait(false))
                held[dossier.Call.CallKey] = [.. dossier.Adjudications];
        var faults = rows.Where(r => !held.ContainsKey(named[r.Call].Given) && !held.ContainsKey(named[r.Call].OfId))
            .Select(r => $"ligne {r.Line} : l'appel {r.Call} n'est pas dans le journal").ToList();
        if (faults.Count > 0)
            return new(faults, 0, 0);
        var (written, there) = (0, 0);
        foreach (var row in rows)
        {
            var key = held.ContainsKey(named[row.Call].Given) ? named[row.Call].Given : named[row.Call].OfId;
            var record = new AdjudicationRecord(key, log.PersonKey(row.Adjudicator), row.VitalEmergency, row.Priority, row.Motive, row.Source, row.Consensus, row.At.ToUniversalTime());
            if (!held[key].Add(record))
                there++;
            else
            {
                await log.AppendToAsync(
                    new AdjudicationEntry(record.AdjudicatorKey, record.VitalEmergency, record.Priority, record.Motive, record.Source, record.Consensus, record.At), key, ct).ConfigureAwait(false);
                written++;
            }
        }
        return new(faults, written, there);
    }
}
