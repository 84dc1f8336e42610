using System.Globalization;
using System.Text.Json;
using Triage.TrialLog.Chain;
using Triage.TrialLog.Log;
using Triage.TrialLog.Log.Entries;

namespace Triage.TrialLog.Exports;

/// <summary>A protocol as the log recorded it.</summary>
/// <param name="Json">The file, character by character.</param>
/// <param name="Sha256">Of its UTF-8 bytes, hexadecimal, as it was recorded.</param>
/// <param name="At">When it came into force.</param>
public sealed record RecordedProtocol(string Name, int Version, string Json, string Sha256, DateTimeOffset At)
{
    /// <summary>It asks for the words that prove findings.</summary>
    public bool AsksForQuotes => Field("quotes_in_exports") is { ValueKind: JsonValueKind.True };

    /// <summary>Below how many calls a cell is small; null: it does not say.</summary>
    public int? SmallCellThreshold => Field("small_cell_threshold") is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out var threshold) && threshold >= 0 ? threshold : null;

    /// <summary>The protocols of a log, in the order in which they came into force.</summary>
    /// <exception cref="EvidenceLogException">No log there, or of a later program.</exception>
    /// <exception cref="InvalidDataException">An event does not fit its type; the message names it.</exception>
    public static IReadOnlyList<RecordedProtocol> Read(EvidenceFolder folder)
    {
        using var connection = EventSchema.OpenToRead(folder.Events);
        using var rows = new SqlStatement(connection, "SELECT sequence, at, type, version, payload FROM events WHERE type IN ('trial_started','protocol_changed') ORDER BY sequence");
        var protocols = new List<RecordedProtocol>();
        while (rows.Step())
        {
            if (!EventRow.TryParseTime(rows.Text(1), out var at))
                throw new InvalidDataException($"event {rows.Integer(0)}: its time cannot be read");
            if (EntryCodec.Decode(rows.Text(2), (int)rows.Integer(3), rows.Bytes(4), rows.Integer(0)) switch
            {
                TrialStartedEntry t => new RecordedProtocol(t.Name, t.ProtocolVersion, t.Protocol, t.ProtocolSha256, at),
                ProtocolChangedEntry p => new RecordedProtocol(p.Name, p.ProtocolVersion, p.Protocol, p.ProtocolSha256, at),
                _ => null,
            } is { } protocol)
                protocols.Add(protocol);
        }
        return protocols;
    }

    /// <summary>File of the protocol at this place in an export.</summary>
    internal static string FileOf(int index) => string.Create(CultureInfo.InvariantCulture, $"protocols/{index + 1}.json");

    private JsonElement? Field(string name)
    {
        try
        {
            using var document = JsonDocument.Parse(Json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(name, out var value) ? value.Clone() : null;
        }
        catch (JsonException)
        {
            // What cannot be read asks for nothing.
            return null;
        }
    }
}
