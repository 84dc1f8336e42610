using System.Text.Json;
using Triage.Core.Assessment;
using Triage.Training.Evaluation;
using Triage.Training.Heads;

namespace Triage.Server.Cli;

/// <summary>
/// What <c>evaluate triage --json</c> prints: a public contract named by <see cref="Schema"/>. Rates are fractions over all calls,
/// abstentions included; a rate whose labels are absent is null. Probabilities are the model's own, also where it abstained.
/// </summary>
internal static class TriageQualityJson
{
    public const string Schema = "triage.evaluate.triage/2";

    public static string Write(TriageReport report, string calls, string model) => ReportJson.Write(Schema, json =>
    {
        json.WriteString("calls_file", calls);
        json.WriteString("model", model);
        json.WriteString("words", report.FromAudio ? "recognised" : "reference");
        ReportJson.Object(json, "summary", () => TriageSummaryJson.Write(json, report));
        ReportJson.Array(json, "calls", report.Quality.Predictions, p => Call(json, p));
        ReportJson.Array(json, "errors", report.Errors, e =>
        {
            json.WriteString("call", e.Call);
            json.WriteString("kind", e.Kind);
            json.WriteString("subject", e.Subject);
            json.WriteString("cause", Code(e.Cause));
        });
    });

    /// <summary>The name of a cause in the contract.</summary>
    public static string Code(ErrorCause cause) => cause switch
    {
        ErrorCause.Label => "label",
        ErrorCause.Recognition => "recognition",
        ErrorCause.Finding => "finding",
        ErrorCause.Status => "status",
        _ => "aggregation",
    };

    private static void Call(Utf8JsonWriter json, CallPrediction prediction)
    {
        json.WriteString("call", prediction.Call.Id);
        ReportJson.Object(json, "priority", () =>
        {
            json.WriteString("code", prediction.Priority.ToString());
            ReportJson.Number(json, "probability", prediction.Distribution[(int)prediction.Priority]);
            ReportJson.Object(json, "distribution", () =>
            {
                for (var p = 0; p < prediction.Distribution.Count; p++)
                    ReportJson.Number(json, ((Priority)p).ToString(), prediction.Distribution[p]);
            });
            if (prediction.Rule is { } rule)
                json.WriteString("rule", rule);
        });
        json.WriteString("care_level", prediction.CareLevel.ToString());
        ReportJson.Object(json, "motive", () => Motive(json, prediction.Motives[0]));
        ReportJson.Array(json, "alternatives", prediction.Motives.Skip(1), m => Motive(json, m));
        ReportJson.Array(json, "findings", prediction.Findings, f => Finding(json, f));
        ReportJson.Number(json, "first_p0_s", prediction.FirstP0S);
        var abstained = prediction.Reason != AbstentionReason.None;
        json.WriteBoolean("abstained", abstained);
        if (abstained)
            json.WriteString("reason", EventJson.Code(prediction.Reason));
        else
            json.WriteNull("reason");
        ReportJson.Object(json, "expected", () =>
        {
            json.WriteString("priority", prediction.Call.Priority.ToString());
            json.WriteString("care_level", prediction.Call.CareLevel?.ToString());
            json.WriteString("motive", prediction.Call.Motive);
        });
        json.WriteBoolean("priority_acceptable", prediction.PriorityAcceptable);
        json.WriteBoolean("under_triaged", prediction.UnderTriaged);
        json.WriteBoolean("motive_acceptable", prediction.MotiveRank == 0);
    }

    private static void Motive(Utf8JsonWriter json, MotiveReading motive)
    {
        json.WriteString("code", motive.Code);
        json.WriteString("label", motive.Label);
        ReportJson.Number(json, "probability", motive.Probability);
    }

    private static void Finding(Utf8JsonWriter json, Finding finding)
    {
        json.WriteString("code", finding.Code);
        json.WriteString("status", EventJson.Code(finding.Status));
        ReportJson.Number(json, "probability", finding.Probability);
        ReportJson.Array(json, "evidence", finding.Evidence, e =>
        {
            json.WriteString("channel", EventJson.Code(e.Channel));
            ReportJson.Number(json, "start_s", e.StartS);
            ReportJson.Number(json, "end_s", e.EndS);
            json.WriteString("quote", e.Quote);
        });
    }
}
