using System.Text.Json;
using System.Text.Json.Serialization;

namespace Triage.Server.Benchmarks.Load;

/// <summary>What a client process reports, one JSON object a line. Members that do not apply keep their default and are left out.</summary>
internal sealed record ClientEvent
{
    /// <summary>What happened; see <see cref="ClientEventKind"/>.</summary>
    public required ClientEventKind Kind { get; init; }

    /// <summary>Milliseconds since the load started, on the client's monotonic clock.</summary>
    public double T { get; init; }

    /// <summary>Number of the call within the run, from 1.</summary>
    public int Call { get; init; }

    /// <summary>Position of the event in the call, as the appliance numbers it.</summary>
    public long Sequence { get; init; }

    /// <summary>Channel of the protocol.</summary>
    public int Channel { get; init; }

    /// <summary>Media seconds: start of the speech.</summary>
    public double StartS { get; init; }

    public double EndS { get; init; }

    public double EndpointingMs { get; init; }

    public double QueueMs { get; init; }

    public double RecognitionMs { get; init; }

    public double TotalMs { get; init; }

    /// <summary>Partial: lag as the appliance states it. Suggestion: time since its final.</summary>
    public double LagMs { get; init; }

    /// <summary>From the moment the last audio of it was due at the source to its arrival at the client.</summary>
    public double SeenMs { get; init; }

    /// <summary>Degraded: what. Ended: reason. Refused and failed: why. Opened: name of the recording.</summary>
    public string? What { get; init; }

    public bool Active { get; init; }

    public double AudioS { get; init; }

    public double LostS { get; init; }

    /// <summary>Ended: media seconds that the source sent; what the appliance did not count of them is lost too.</summary>
    public double SentS { get; init; }

    /// <summary>Ended: events of the call that arrived.</summary>
    public long Received { get; init; }

    /// <summary>Window marks: processor seconds of the client process so far.</summary>
    public double CpuS { get; init; }

    /// <summary>Window marks: by how much chunks were sent after they were due, 95th percentile and largest, milliseconds.</summary>
    public double LateP95Ms { get; init; }

    public double LateMaxMs { get; init; }

    /// <returns>Null when the line is not of a client.</returns>
    public static ClientEvent? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ClientEventJson.Default.ClientEvent);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string ToLine() => JsonSerializer.Serialize(this, ClientEventJson.Default.ClientEvent);
}

[JsonConverter(typeof(JsonStringEnumConverter<ClientEventKind>))]
internal enum ClientEventKind
{
    None,
    Opened,
    SpeechStarted,
    Partial,
    Final,
    Suggestion,
    Degraded,
    Gap,
    Ended,

    /// <summary>Admission refused the call.</summary>
    Refused,

    /// <summary>The call broke: any other status, or no end in time.</summary>
    Failed,

    /// <summary>Warm-up is over: what follows counts.</summary>
    WindowOpened,

    /// <summary>Nothing that follows counts: the calls are being ended.</summary>
    WindowClosed,

    /// <summary>Last line of a client process that did its work.</summary>
    Done,
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ClientEvent))]
internal sealed partial class ClientEventJson : JsonSerializerContext;
