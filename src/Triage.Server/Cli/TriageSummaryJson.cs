using System.Text.Json;
using Triage.Core.Assessment;
using Triage.Training.Evaluation;
using Triage.Training.Heads;

namespace Triage.Server.Cli;

/// <summary>The figures of <c>evaluate triage --json</c> over all calls; part of the contract of <see cref="TriageQualityJson"/>.</summary>
internal static class TriageSummaryJson
{
    public static void Write(Utf8JsonWriter json, TriageReport report)
    {
        var quality = report.Quality;
        json.WriteNumber("calls", quality.Calls);
        json.WriteNumber("without_audio", report.WithoutAudio);
        json.WriteNumber("abstained", quality.Abstained);
        ReportJson.Object(json, "priority", () =>
        {
            ReportJson.Number(json, "exact", report.All.Exact?.Value);
            ReportJson.Number(json, "acceptable", report.All.Acceptable?.Value);
            ReportJson.Number(json, "under_triage", report.All.UnderTriage?.Value);
            ReportJson.Number(json, "over_triage", report.All.OverTriage?.Value);
            ReportJson.Number(json, "quadratic_kappa", report.All.Kappa?.Value);
            ReportJson.Number(json, "p0_recall", report.All.P0AtEnd?.Value);
            ReportJson.Number(json, "p0_flagged", report.All.P0Flagged?.Value);
            Confusion(json, quality.Confusion);
        });
        ReportJson.Object(json, "motive", () =>
        {
            ReportJson.Number(json, "top1_acceptable", report.All.MotiveTop1?.Value);
            ReportJson.Number(json, "top3_acceptable", report.All.MotiveTop3?.Value);
        });
        ReportJson.Object(json, "care_level", () => ReportJson.Number(json, "exact", report.All.CareExact?.Value));
        Findings(json, report);
        Evidence(json, report.Evidence);
        Alerts(json, report);
        Calibration(json, report.Calibration);
        ReportJson.Array(json, "abstention", report.Abstention, p =>
        {
            ReportJson.Number(json, "confidence", p.Confidence);
            ReportJson.Number(json, "coverage", p.Coverage);
            ReportJson.Number(json, "acceptable", p.Acceptable);
            ReportJson.Number(json, "under_triage", p.UnderTriage);
        });
        Rates(json, "rates", report.All);
        Rates(json, "rates_without_abstentions", report.Answered);
        if (report.FromWords is { } words)
            Rates(json, "rates_from_words", words);
        ReportJson.Array(json, "subgroups", report.Subgroups, g =>
        {
            json.WriteString("attribute", g.Attribute);
            json.WriteString("value", g.Value);
            Rates(json, "rates", g.Rates);
        });
        ReportJson.Array(json, "targets", TriageTarget.All, t =>
        {
            json.WriteString("rate", t.Rate);
            ReportJson.Number(json, "bound", t.Bound(report.FromAudio));
            json.WriteBoolean("at_most", t.AtMost);
            ReportJson.Number(json, "value", t.Measured(report)?.Value);
            if (t.IsMet(report) is { } met)
                json.WriteBoolean("met", met);
            else
                json.WriteNull("met");
        });
    }

    private static void Findings(Utf8JsonWriter json, TriageReport report) => ReportJson.Object(json, "findings", () =>
    {
        var labelled = report.Quality.Predictions.Any(p => p.Call.Findings is not null);
        Retrieval(json, "mentioned", report.Quality.Mention, labelled);
        Retrieval(json, "present", report.Quality.Present, labelled);
        ReportJson.Number(json, "status_accuracy", report.All.StatusAccuracy?.Value);
        ReportJson.Object(json, "by_status", () =>
        {
            foreach (var (status, score) in report.FindingsByStatus)
                Retrieval(json, EventJson.Code(status), score, labelled);
        });
        ReportJson.Array(json, "by_finding", labelled ? report.FindingsByCode : [], f =>
        {
            json.WriteString("code", f.Code);
            json.WriteNumber("labelled", f.Mention.Wanted);
            json.WriteNumber("suggested", f.Mention.Predicted);
            Retrieval(json, "mentioned", f.Mention, true);
            Retrieval(json, "present", f.Present, true);
            ReportJson.Number(json, "status_accuracy", f.Mention.Correct == 0 ? null : (double)f.StatusRight / f.Mention.Correct);
        });
    });

    private static void Evidence(Utf8JsonWriter json, EvidenceFigures evidence) => ReportJson.Object(json, "evidence", () =>
    {
        json.WriteNumber("compared", evidence.Compared);
        Interval(json, "same_turn", evidence.SameTurn);
        Interval(json, "overlapping", evidence.Overlapping);
        ReportJson.Number(json, "word_f1", evidence.WordF1);
    });

    private static void Alerts(Utf8JsonWriter json, TriageReport report) => ReportJson.Object(json, "alerts", () =>
    {
        ReportJson.Object(json, "served", () => Point(json, report.ServedAlerts));
        ReportJson.Array(json, "budgets", report.Alerts, p =>
        {
            ReportJson.Number(json, "per_hundred", p.PerHundred);
            ReportJson.Number(json, "threshold", p.Threshold);
            Point(json, p);
        });
        ReportJson.Object(json, "delay", () =>
        {
            json.WriteNumber("calls", report.VitalDelays.Calls.Count);
            json.WriteNumber("never", report.VitalDelays.Never);
            ReportJson.Number(json, "median_s", report.VitalDelays.MedianS);
            ReportJson.Number(json, "longest_s", report.VitalDelays.LongestS);
            ReportJson.Array(json, "calls_s", report.VitalDelays.Calls, d =>
            {
                json.WriteString("call", d.Call);
                ReportJson.Number(json, "first_vital_s", d.FirstVitalS);
                ReportJson.Number(json, "first_p0_s", d.FirstP0S);
            });
        });
    });

    private static void Point(Utf8JsonWriter json, AlertPoint point)
    {
        ReportJson.Number(json, "p0_sensitivity", point.Sensitivity);
        ReportJson.Number(json, "false_per_hundred", point.FalsePerHundred);
        ReportJson.Number(json, "alerts_per_hundred", point.AlertsPerHundred);
        json.WriteNumber("by_rule", point.ByRule);
        json.WriteNumber("by_model", point.ByModel);
        json.WriteNumber("false_by_rule", point.FalseByRule);
        json.WriteNumber("false_by_model", point.FalseAlerts - point.FalseByRule);
    }

    private static void Calibration(Utf8JsonWriter json, CalibrationFigures calibration) => ReportJson.Object(json, "calibration", () =>
    {
        json.WriteNumber("bins_of_width", 1.0 / PriorityCalibration.BinCount);
        Interval(json, "error", calibration.Error);
        ReportJson.Number(json, "error_if_calibrated", calibration.ErrorIfCalibrated);
        ReportJson.Number(json, "pooled_error", calibration.PooledError);
        ReportJson.Number(json, "brier", calibration.Brier);
        ReportJson.Array(json, "reliability", calibration.Bins, b =>
        {
            ReportJson.Number(json, "from", b.From);
            ReportJson.Number(json, "to", b.To);
            json.WriteNumber("calls", b.Calls);
            ReportJson.Number(json, "confidence", b.Confidence);
            ReportJson.Number(json, "accuracy", b.Accuracy);
        });
    });

    private static void Rates(Utf8JsonWriter json, string name, TriageRates rates) => ReportJson.Object(json, name, () =>
    {
        json.WriteNumber("calls", rates.Calls);
        foreach (var (rate, interval) in rates.Named)
            Interval(json, rate, interval);
    });

    private static void Interval(Utf8JsonWriter json, string name, Interval? interval)
    {
        if (interval is null)
        {
            json.WriteNull(name);
            return;
        }
        ReportJson.Object(json, name, () =>
        {
            ReportJson.Number(json, "value", interval.Value);
            ReportJson.Number(json, "low", interval.Low);
            ReportJson.Number(json, "high", interval.High);
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
