using System.Text.Json;
using Google.Protobuf.Collections;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Cli;

/// <summary>The <c>suggestion</c> line of <see cref="EventJson"/>.</summary>
internal static class SuggestionJson
{
    private static readonly string[] Priorities = ["P0", "P1", "P2", "P3", "NR"];
    private static readonly string[] CareLevels = ["R1", "R2", "R3", "R4"];

    public static void Write(Utf8JsonWriter json, V1.Suggestion suggestion)
    {
        json.WriteString("type", "suggestion");
        EventJson.Number(json, "at_s", suggestion.AtS);
        var (priority, level) = (suggestion.Priority, suggestion.CareLevel);
        Reading(json, "priority", Priorities, (int)priority.Code - 1, priority.Probability, priority.Distribution, priority.Rule);
        Reading(json, "care_level", CareLevels, (int)level.Code - 1, level.Probability, level.Distribution, level.Rule);
        json.WriteStartObject("motive");
        Motive(json, suggestion.Motive);
        json.WriteEndObject();
        json.WriteStartArray("alternatives");
        foreach (var alternative in suggestion.Alternatives)
        {
            json.WriteStartObject();
            Motive(json, alternative);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("findings");
        foreach (var finding in suggestion.Findings)
            Finding(json, finding);
        json.WriteEndArray();
        Question(json, suggestion.NextQuestion);
        var abstained = suggestion.Abstention != V1.AbstentionReason.Unspecified;
        json.WriteBoolean("abstained", abstained);
        if (abstained)
            json.WriteString("reason", EventJson.Code(suggestion.Abstention));
        else
            json.WriteNull("reason");
        json.WriteString("model", suggestion.Model);
        json.WriteStartObject("latency_ms");
        EventJson.Milliseconds(json, "assessment", suggestion.AssessmentMs);
        json.WriteEndObject();
    }

    private static void Reading(
        Utf8JsonWriter json, string name, string[] codes, int code, double probability, RepeatedField<double> distribution, string rule)
    {
        json.WriteStartObject(name);
        json.WriteString("code", codes[code]);
        EventJson.Number(json, "probability", probability);
        json.WriteStartObject("distribution");
        for (var i = 0; i < Math.Min(codes.Length, distribution.Count); i++)
            EventJson.Number(json, codes[i], distribution[i]);
        json.WriteEndObject();
        if (rule.Length > 0)
            json.WriteString("rule", rule);
        json.WriteEndObject();
    }

    private static void Motive(Utf8JsonWriter json, V1.Motive motive)
    {
        json.WriteString("code", motive.Code);
        json.WriteString("label", motive.Label);
        EventJson.Number(json, "probability", motive.Probability);
    }

    private static void Finding(Utf8JsonWriter json, V1.Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("code", finding.Code);
        json.WriteString("status", EventJson.Code(finding.Status));
        EventJson.Number(json, "probability", finding.Probability);
        json.WriteStartArray("evidence");
        foreach (var evidence in finding.Evidence)
        {
            json.WriteStartObject();
            json.WriteString("channel", EventJson.Code(evidence.Channel));
            EventJson.Number(json, "start_s", evidence.StartS);
            EventJson.Number(json, "end_s", evidence.EndS);
            json.WriteString("quote", evidence.Quote);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Question(Utf8JsonWriter json, V1.NextQuestion? question)
    {
        if (question is null)
        {
            json.WriteNull("next_question");
            return;
        }
        json.WriteStartObject("next_question");
        json.WriteString("finding", question.Finding);
        json.WriteString("text", question.Text);
        json.WriteEndObject();
    }
}
