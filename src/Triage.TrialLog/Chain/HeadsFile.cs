using System.Text.Json;
using Triage.TrialLog.Log;

namespace Triage.TrialLog.Chain;

/// <summary>
/// The day heads once more, one JSON object a line, beside the log: a log that lost its end still has witnesses of how long it was.
/// Copies of this file kept elsewhere witness it to others.
/// </summary>
public static class HeadsFile
{
    public const string Name = "heads.ndjson";

    /// <summary>Adds a line and has it on the disk when it returns.</summary>
    public static void Append(string path, DayHead head)
    {
        using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        file.Write(JsonSerializer.SerializeToUtf8Bytes(head, EntryCodec.Json));
        file.WriteByte((byte)'\n');
        file.Flush(flushToDisk: true);
    }

    /// <summary>The heads of a file, none when it is not there. A last line that was cut off by a crash is left out.</summary>
    /// <exception cref="InvalidDataException">A line is no head; the message names it.</exception>
    public static IReadOnlyList<DayHead> Read(string path)
    {
        return File.Exists(path) ? Parse(File.ReadAllText(path), path) : [];
    }

    internal static IReadOnlyList<DayHead> Parse(string text, string name)
    {
        var lines = text.Split('\n');
        var heads = new List<DayHead>();
        for (var i = 0; i < lines.Length - 1; i++)
            heads.Add(Parse(lines[i]) ?? throw new InvalidDataException($"{name}, ligne {i + 1} : n'est pas une tête signée"));
        return heads;
    }

    private static DayHead? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<DayHead>(line, EntryCodec.Json) is { Log: not null, Date: not null, Hash: not null, Signature: not null, PublicKey: not null } head ? head : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
