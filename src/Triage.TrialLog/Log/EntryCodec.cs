using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Triage.Core.Assessment;
using Triage.TrialLog.Chain;
using Triage.TrialLog.Log.Entries;

namespace Triage.TrialLog.Log;

/// <summary>Between typed entries and canonical payloads. Members in snake case; absent means null; enum values in snake case, except P0.. and R1...</summary>
public static class EntryCodec
{
    internal static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters =
        {
            new JsonStringEnumConverter<Priority>(), new JsonStringEnumConverter<CareLevel>(), new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower),
        },
    };

    /// <summary>The payload as it is hashed.</summary>
    public static void Write(LogEntry entry, IBufferWriter<byte> target)
    {
        using var document = JsonSerializer.SerializeToDocument(entry, entry.GetType(), Json);
        CanonicalJson.Write(document.RootElement, target);
    }

    public static byte[] Encode(LogEntry entry)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        Write(entry, buffer);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>The entry of a row; null for a type or version that a later program wrote.</summary>
    /// <exception cref="InvalidDataException">The payload does not fit its type; the message names the event.</exception>
    public static LogEntry? Decode(EventRow row) => Decode(row.Type, row.Version, row.Payload.Span, row.Sequence);

    internal static LogEntry? Decode(string type, int version, ReadOnlySpan<byte> payload, long sequence)
    {
        if (EntryCatalogue.Find(type, version) is not { } entryType)
            return null;
        try
        {
            return (LogEntry?)JsonSerializer.Deserialize(payload, entryType, Json) ?? throw new InvalidDataException($"event {sequence}: its payload is null");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"event {sequence} ({type} v{version}): its payload does not fit its type at {e.Path}", e);
        }
    }
}
