using System.Buffers;
using Microsoft.Data.Sqlite;
using Triage.TrialLog.Log;

namespace Triage.TrialLog.Chain;

/// <summary>
/// Writes the events of a log as canonical JSON, one a line, so that anybody can check the chain without this program:
/// <c>{"chain":"HASH","event":{...}}</c>, where HASH is the SHA-256 over the hash before it and exactly the bytes of the event. Words
/// are not part of it.
/// </summary>
public static class ChainExport
{
    public const string EventsFile = "events.ndjson";
    public const string PublicKeyFile = "public-key.txt";

    /// <summary>Bytes of a line before the event: <c>{"chain":"</c>, 64 digits, <c>","event":</c>.</summary>
    internal const int PrefixBytes = 10 + 64 + 10;

    /// <summary>Writes <c>events.ndjson</c>, <c>heads.ndjson</c> and <c>public-key.txt</c> into a folder, which is made.</summary>
    /// <returns>Events written.</returns>
    /// <exception cref="EvidenceLogException">No log there, or its chain is broken: a broken log is not handed on as a whole one.</exception>
    public static async Task<long> WriteAsync(EvidenceFolder log, string folder, CancellationToken ct = default)
    {
        Directory.CreateDirectory(folder);
        long events;
        var file = new FileStream(Path.Combine(folder, EventsFile), FileMode.Create, FileAccess.Write, FileShare.None, 1 << 16);
        await using (file.ConfigureAwait(false))
            events = await WriteEventsAsync(log, file, ct).ConfigureAwait(false);
        var heads = Path.Combine(folder, HeadsFile.Name);
        if (File.Exists(log.Heads))
            File.Copy(log.Heads, heads, overwrite: true);
        else
            await File.WriteAllTextAsync(heads, "", ct).ConfigureAwait(false);
        var read = HeadsFile.Read(heads);
        if (read.Count > 0)
            await File.WriteAllTextAsync(Path.Combine(folder, PublicKeyFile), read[^1].PublicKey + "\n", ct).ConfigureAwait(false);
        return events;
    }

    /// <summary>Writes the lines of all events to a stream, from one moment's view of a log that may go on.</summary>
    /// <returns>Events written.</returns>
    /// <exception cref="EvidenceLogException">As above; names the event.</exception>
    public static async Task<long> WriteEventsAsync(EvidenceFolder log, Stream target, CancellationToken ct = default)
    {
        using var connection = EventSchema.OpenToRead(log.Events);
        var line = new ArrayBufferWriter<byte>(1 << 16);
        var events = 0L;
        try
        {
            using var rows = new EventRows(connection, 0);
            for (; rows.Read(); events++)
            {
                if (rows.Fault is { } fault)
                    throw new EvidenceLogException($"journal {log.Events} : événement {rows.Sequence} : {fault} ; rien n'est exporté d'un journal rompu");
                WriteLine(line, rows.Hash, rows.Event);
                if (line.WrittenCount < 1 << 15)
                    continue;
                await target.WriteAsync(line.WrittenMemory, ct).ConfigureAwait(false);
                line.ResetWrittenCount();
            }
        }
        catch (SqliteException e)
        {
            throw new EvidenceLogException($"journal {log.Events} : illisible ({e.Message})", e);
        }
        await target.WriteAsync(line.WrittenMemory, ct).ConfigureAwait(false);
        return events;
    }

    private static void WriteLine(ArrayBufferWriter<byte> target, ReadOnlySpan<byte> hash, ReadOnlySpan<byte> canonicalEvent)
    {
        target.Write("{\"chain\":\""u8);
        Span<byte> digits = stackalloc byte[64];
        Convert.TryToHexStringLower(hash, digits, out _);
        target.Write(digits);
        target.Write("\",\"event\":"u8);
        target.Write(canonicalEvent);
        target.Write("}\n"u8);
    }
}
