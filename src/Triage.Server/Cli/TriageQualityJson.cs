using System.Text.Json;
using Triage.Core.Assessment;
using Triage.Training.Heads;

namespace Triage.Server.Cli;

/// <summary>
/// What <c>evaluate triage --json</c> prints: a public contract named by <see cref="Schema"/>. Rates are fractions over all calls,
/// abstentions included; a rate whose labels are absent is null. Probabilities are the model's own, also where it abstained.
/// </summary>
internal static class TriageQualityJson
{
    public const string Schema = "triage.evaluate.triage/1";

    public static string Write(TriageQuality quality, string calls, string model) => ReportJson.Write(Schema, json =>
    {
        var labels = new TriageLabels(quality);
        json.WriteString("calls_file", calls);
        json.WriteString("model", model);
        json.WriteString("words", "reference");
        ReportJson.Object(json, "summary", () =>
        {
            json.WriteNumber("calls", quality.Calls);
            json.WriteNumber("abstained", quality.Abstained);
            ReportJson.Object(json, "priority", () =>
            {
                ReportJson.Number(json, "exact", quality.PriorityExact);
                ReportJson.Number(json, "acceptable", quality.PriorityAcceptable);
                ReportJson.Number(json, "under_triage", quality.UnderTriage);
                ReportJson.Number(json, "p0_recall", labels.HasP0 ? quality.P0Recall : null);
                Confusion(json, quality.Confusion);
            });
            ReportJson.Object(json, "motive", () =>
            {
                ReportJson.Number(json, "top1_acceptable", quality.MotiveTop1);
                ReportJson.Number(json, "top3_acceptable", quality.MotiveTop3);
            });
            ReportJson.Object(json, "care_level", () => ReportJson.Number(json, "exact", labels.HasCareLevels ? quality.CareExact : null));
            ReportJson.Object(json, "findings", () =>
            {
                Retrieval(json, "mentioned", quality.Mention, labels.HasFindings);
                Retrieval(json, "present", quality.Present, labels.HasFindings);
                ReportJson.Number(json, "status_accuracy", labels.HasFindings ? quality.StatusAccuracy : null);
            });
        });
        ReportJson.Array(json, "calls", quality.Predictions, p => Call(json, p));
    });

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

    private static void Retrieval(Utf8JsonWriter json, string name, Retrieval retrieval, bool labelled) => ReportJson.Object(json, name, () =>
    {
        ReportJson.Number(json, "precision", labelled ? retrieval.Precision : null);
        ReportJson.Number(json, "recall", labelled ? retrieval.Recall : null);
        ReportJson.Number(json, "f1", labelled ? retrieval.F1 : null);
    });

    /// <summary>Wanted priority, then the suggested one, with the number of calls.</summary>
    private static void Confusion(Utf8JsonWriter json, IReadOnlyList<IReadOnlyList<int>> confusion) => ReportJson.Object(json, "confusion", () =>
    {
        for (var wanted = 0; wanted < confusion.Count; wanted++)
            ReportJson.Object(json, ((Priority)wanted).ToString(), () =>
            {
                for (var suggested = 0; suggested < confusion.Count; suggested++)
                    json.WriteNumber(((Priority)suggested).ToString(), confusion[wanted][suggested]);
            });
    });
}

/// <summary>Which labels the calls carry at all: a rate without labels is no rate of zero.</summary>
internal readonly record struct TriageLabels(bool HasP0, bool HasCareLevels, bool HasFindings)
{
    public TriageLabels(TriageQuality quality)
        : this(
            quality.Predictions.Any(p => p.Call.Priority == Priority.P0),
            quality.Predictions.Any(p => p.Call.CareLevel is not null),
            quality.Predictions.Any(p => p.Call.Findings is not null))
    {
    }
}
