using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Triage.Core.Assessment;
using Triage.Core.Calls;

namespace Triage.Training.Synthesis;

/// <summary>
/// Writes calls for review, one JSON object a line, in the shape of labelled reference calls: call, patient, caller, motive,
/// priority, care_level, findings {code: {status, turn, quote}}, turns [{turn, speaker, text}]. UTF-8, "\n".
/// </summary>
public static class SyntheticCallWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Writes all calls; the stream stays open.</summary>
    public static void Write(Stream stream, IEnumerable<SyntheticCall> calls)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(calls);
        foreach (var call in calls)
        {
            using (var json = new Utf8JsonWriter(stream, Options))
                Write(json, call);
            stream.WriteByte((byte)'\n');
        }
    }

    private static void Write(Utf8JsonWriter json, SyntheticCall call)
    {
        json.WriteStartObject();
        json.WriteString("call", call.Id);
        json.WriteString("scenario", call.Scenario);
        json.WriteStartObject("patient");
        json.WriteNumber("age", call.Patient.AgeYears);
        json.WriteString("age_group", call.Patient.Group switch { AgeGroup.Infant => "nourrisson", AgeGroup.Child => "enfant", AgeGroup.Adult => "adulte", _ => "age" });
        json.WriteString("sex", call.Patient.Sex == Sex.Male ? "M" : "F");
        json.WriteEndObject();
        json.WriteString("caller", call.Caller switch { CallerType.Self => "patient", CallerType.Family => "famille", CallerType.Professional => "professionnel", CallerType.Police => "police", _ => "tiers" });
        json.WriteString("motive", call.Motive);
        Strings(json, "motives_acceptable", call.AcceptableMotives);
        json.WriteString("priority", call.Priority.ToString());
        Strings(json, "priority_acceptable", call.AcceptablePriorities.Select(p => p.ToString()));
        json.WriteString("care_level", call.CareLevel.ToString());
        json.WriteStartObject("findings");
        foreach (var (code, status, turn, quote) in Findings(call))
        {
            json.WriteStartObject(code);
            json.WriteString("status", status switch { FindingStatus.Present => "present", FindingStatus.Absent => "absent", _ => "uncertain" });
            json.WriteNumber("turn", turn);
            json.WriteString("quote", quote);
            json.WriteEndObject();
        }
        json.WriteEndObject();
        json.WriteStartArray("turns");
        for (var i = 0; i < call.Turns.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("turn", i);
            json.WriteString("speaker", call.Turns[i].Channel == CallChannel.Operator ? "operator" : "caller");
            json.WriteString("text", call.Turns[i].Text);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>For each finding its final status and the turn that first gave it for good.</summary>
    private static IEnumerable<(string Code, FindingStatus Status, int Turn, string Quote)> Findings(SyntheticCall call)
    {
        for (var f = 0; f < call.FinalStates.Count; f++)
        {
            if (call.FinalStates[f] is not { } status)
                continue;
            int proof = -1;
            for (var i = 0; i < call.Turns.Count; i++)
                if (call.Turns[i].StatusOf(f) is { } said)
                    proof = said == status ? (proof < 0 ? i : proof) : said == FindingStatus.Uncertain ? proof : -1;
            var turn = call.Turns[proof];
            yield return (FindingCatalogue.All[f].Code, status, proof, turn.QuoteOf(turn.Mentions.First(m => m.Finding == f)));
        }
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
