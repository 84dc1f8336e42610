using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Cli;

/// <summary>
/// Events as <c>replay --json</c> prints them, one object a line: a public contract named by <see cref="Schema"/>. Seconds and
/// probabilities have at most four decimals, milliseconds one. Members that say nothing (no rule, no doubt) are left out.
/// </summary>
internal static class EventJson
{
    public const string Schema = "triage.replay/1";

    // Accents stay readable; the output is no HTML.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Started(string callId) => Write(json =>
    {
        json.WriteString("type", "started");
        json.WriteString("schema", Schema);
        json.WriteString("call", callId);
    });

    /// <summary>The line of an event; null for <c>opened</c>, which belongs to the stream and not to the call.</summary>
    public static string? Line(V1.CallEvent happened) => happened.EventCase switch
    {
        V1.CallEvent.EventOneofCase.SpeechStarted => Write(json =>
        {
            json.WriteString("type", "speech_started");
            json.WriteString("channel", Code(happened.SpeechStarted.Channel));
            Number(json, "at_s", happened.SpeechStarted.AtS);
        }),
        V1.CallEvent.EventOneofCase.Partial => Write(json => Partial(json, happened.Partial)),
        V1.CallEvent.EventOneofCase.Final => Write(json => Final(json, happened.Final)),
        V1.CallEvent.EventOneofCase.Suggestion => Write(json => SuggestionJson.Write(json, happened.Suggestion)),
        V1.CallEvent.EventOneofCase.Gap => Write(json =>
        {
            json.WriteString("type", "gap");
            json.WriteString("channel", Code(happened.Gap.Channel));
            json.WriteString("reason", Code(happened.Gap.Reason));
            Number(json, "start_s", happened.Gap.StartS);
            Number(json, "end_s", happened.Gap.EndS);
        }),
        V1.CallEvent.EventOneofCase.Degraded => Write(json =>
        {
            json.WriteString("type", "degraded");
            json.WriteString("what", happened.Degraded.What);
            json.WriteString("detail", happened.Degraded.Detail);
            json.WriteBoolean("active", happened.Degraded.Active);
        }),
        V1.CallEvent.EventOneofCase.Ended => Write(json =>
        {
            json.WriteString("type", "ended");
            json.WriteString("reason", Code(happened.Ended.Reason));
            Number(json, "audio_s", happened.Ended.AudioS);
            Number(json, "audio_lost_s", happened.Ended.AudioLostS);
        }),
        V1.CallEvent.EventOneofCase.Flushed => Write(json =>
        {
            json.WriteString("type", "flushed");
            json.WriteNumber("id", happened.Flushed.Id);
        }),
        V1.CallEvent.EventOneofCase.Decision => Write(json => Decision(json, happened.Decision)),
        _ => null,
    };

    /// <summary>An enum value as contracts spell it: <c>SilentLine</c> is <c>silent_line</c>.</summary>
    public static string Code<T>(T value) where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static void Number(Utf8JsonWriter json, string name, double value) => json.WriteNumber(name, Math.Round(value, 4));

    public static void Milliseconds(Utf8JsonWriter json, string name, double value) => json.WriteNumber(name, Math.Round(value, 1));

    private static void Partial(Utf8JsonWriter json, V1.PartialTranscript partial)
    {
        json.WriteString("type", "partial");
        json.WriteString("channel", Code(partial.Channel));
        json.WriteNumber("utterance", partial.Utterance);
        Number(json, "start_s", partial.StartS);
        Number(json, "end_s", partial.EndS);
        json.WriteString("stable", partial.Stable);
        json.WriteString("text", partial.Text);
        Milliseconds(json, "lag_ms", partial.LagMs);
    }

    private static void Final(Utf8JsonWriter json, V1.FinalTranscript final)
    {
        json.WriteString("type", "final");
        json.WriteString("channel", Code(final.Channel));
        json.WriteNumber("utterance", final.Utterance);
        Number(json, "start_s", final.StartS);
        Number(json, "end_s", final.EndS);
        json.WriteString("text", final.Text);
        json.WriteStartArray("words");
        foreach (var word in final.Words)
        {
            json.WriteStartObject();
            json.WriteString("text", word.Text);
            Number(json, "start_s", word.StartS);
            Number(json, "end_s", word.EndS);
            Number(json, "probability", word.Probability);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (final.LowConfidence)
            json.WriteBoolean("low_confidence", true);
        json.WriteStartObject("latency_ms");
        Milliseconds(json, "endpointing", final.Latency.EndpointingMs);
        Milliseconds(json, "queue", final.Latency.QueueMs);
        Milliseconds(json, "recognition", final.Latency.RecognitionMs);
        Milliseconds(json, "total", final.Latency.TotalMs);
        json.WriteEndObject();
    }

    private static void Decision(Utf8JsonWriter json, V1.DecisionRecorded recorded)
    {
        var decision = recorded.Decision;
        json.WriteString("type", "decision");
        Number(json, "at_s", recorded.AtS);
        json.WriteString("action", Code(decision.Action));
        json.WriteString("role", Code(decision.Role));
        json.WriteNumber("suggestion", decision.SuggestionSequence);
        Stated(json, "priority", decision.Priority == V1.Priority.Unspecified ? null : decision.Priority.ToString().ToUpperInvariant());
        Stated(json, "care_level", decision.CareLevel == V1.CareLevel.Unspecified ? null : decision.CareLevel.ToString());
        Stated(json, "motive", decision.MotiveCode.Length == 0 ? null : decision.MotiveCode);
        if (decision.Reason != V1.DecisionReason.Unspecified)
            json.WriteString("reason", Code(decision.Reason));
        if (decision.BeforeDisplay)
            json.WriteBoolean("before_display", true);
        if (recorded.Late)
            json.WriteBoolean("late", true);
    }

    private static void Stated(Utf8JsonWriter json, string name, string? value)
    {
        if (value is null)
            json.WriteNull(name);
        else
            json.WriteString(name, value);
    }

    private static string Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
