using System.IO.Compression;
using System.Text;
using Triage.TrialLog.Log;

namespace Triage.TrialLog.Chain;

/// <summary>
/// Checks a log offline: the live database of a folder, or an export as folder or zip. Needs no key but the public one, and not even
/// that: without it the log's own word is taken for whose signature it is, and the report says so.
/// </summary>
public sealed class ChainVerifier
{
    /// <summary>Threads that hash a database; an export is one stream.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Ed25519 key received by another way, hexadecimal (64 digits); null: the one the log names.</summary>
    public string? PublicKey { get; init; }

    /// <summary>Heads that were kept elsewhere, as lines of <c>heads.ndjson</c>; null: only those beside the log.</summary>
    public string? WitnessFile { get; init; }

    /// <param name="path">A log's folder, its <c>events.db</c>, an export's folder, its <c>events.ndjson</c>, or a zip that holds one.</param>
    /// <exception cref="EvidenceLogException">There is neither a log nor an export; the message says what was looked for.</exception>
    public async Task<VerificationReport> VerifyAsync(string path, CancellationToken ct = default)
    {
        var heads = new HeadCheck(PublicKey);
        if (WitnessFile is { } file)
            AddWitnesses(heads, file, File.Exists(file) ? Lines(file) : throw new EvidenceLogException($"{file} : ce fichier n'existe pas"));
        if (Directory.Exists(path))
        {
            var (database, lines) = (Path.Combine(path, "events.db"), Path.Combine(path, ChainExport.EventsFile));
            path = File.Exists(database) ? database : File.Exists(lines) ? lines
                : throw new EvidenceLogException($"{path} : ni journal (events.db) ni export ({ChainExport.EventsFile}) dans ce dossier");
        }
        if (!File.Exists(path))
            throw new EvidenceLogException($"{path} : ni dossier ni fichier de ce nom");
        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, HeadsFile.Name);
        switch (Path.GetExtension(path))
        {
            case ".zip":
                return await ZipAsync(path, heads, ct).ConfigureAwait(false);
            case ".db":
                AddWitnesses(heads, HeadsFile.Name, Lines(beside));
                return await Task.Run(() => DatabaseVerification.Run(path, heads, Threads, ct), ct).ConfigureAwait(false);
            default:
                AddWitnesses(heads, HeadsFile.Name, Lines(beside));
                var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
                await using (stream.ConfigureAwait(false))
                    return await ExportVerification.RunAsync(stream, heads, ct).ConfigureAwait(false);
        }
    }

    private static async Task<VerificationReport> ZipAsync(string path, HeadCheck heads, CancellationToken ct)
    {
        try
        {
            using var zip = await ZipFile.OpenReadAsync(path, ct).ConfigureAwait(false);
            var events = zip.Entries.FirstOrDefault(e => e.Name == ChainExport.EventsFile)
                ?? throw new EvidenceLogException($"{path} : {ChainExport.EventsFile} n'est pas dans cette archive");
            if (zip.Entries.FirstOrDefault(e => e.Name == HeadsFile.Name) is { } entry)
            {
                var lines = await entry.OpenAsync(ct).ConfigureAwait(false);
                await using (lines.ConfigureAwait(false))
                {
                    using var reader = new StreamReader(lines, Encoding.UTF8);
                    AddWitnesses(heads, HeadsFile.Name, HeadsFile.Parse(await reader.ReadToEndAsync(ct).ConfigureAwait(false), HeadsFile.Name));
                }
            }
            var stream = await events.OpenAsync(ct).ConfigureAwait(false);
            await using (stream.ConfigureAwait(false))
                return await ExportVerification.RunAsync(stream, heads, ct).ConfigureAwait(false);
        }
        catch (InvalidDataException e)
        {
            throw new EvidenceLogException($"{path} : archive illisible ({e.Message})", e);
        }
    }

    private static IReadOnlyList<DayHead> Lines(string file)
    {
        try
        {
            return HeadsFile.Read(file);
        }
        catch (InvalidDataException e)
        {
            throw new EvidenceLogException(e.Message, e);
        }
    }

    private static void AddWitnesses(HeadCheck heads, string source, IEnumerable<DayHead> witnesses)
    {
        foreach (var head in witnesses)
            heads.Witness(head, source);
    }
}
