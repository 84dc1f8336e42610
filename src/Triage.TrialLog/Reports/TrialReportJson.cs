using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Triage.TrialLog.Reports;

/// <summary>A report as JSON, schema <c>triage.report/1</c>: members in snake_case, times in seconds unless their name says otherwise, shares in [0,1].</summary>
public static class TrialReportJson
{
    public const string Schema = "triage.report/1";

    private static readonly JsonSerializerOptions s_options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(), new FiniteNumbers() },
    };

    public static string Write(TrialReport report)
    {
        var body = JsonSerializer.SerializeToNode(report, s_options)!.AsObject();
        body.Insert(0, "schema", Schema);
        return body.ToJsonString(s_options);
    }

    // JSON has no infinity: the first point of an ROC curve has no threshold.
    private sealed class FiniteNumbers : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type type, JsonSerializerOptions options) => reader.GetDouble();

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options)
        {
            if (double.IsFinite(value))
                writer.WriteNumberValue(Math.Round(value, 9));
            else
                writer.WriteNullValue();
        }
    }
}
