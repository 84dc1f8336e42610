using Triage.TrialLog.Records;
using Triage.TrialLog.Reports.Figures;

namespace Triage.TrialLog.Reports;

/// <summary>What a report is made of, beside the calls.</summary>
/// <param name="ProtocolSha256">Of the protocol's file as given; null: none was given.</param>
public sealed record ReportInputs(
    ReportPlan Plan, DateTimeOffset GeneratedAt, IReadOnlyList<OutageRecord> Outages, string? ProtocolName = null, string? ProtocolSha256 = null,
    SitePrices? Prices = null, HostCapacity? Host = null, SpeechSample? Speech = null);

/// <summary>A version that was running, with the calls that it served.</summary>
public sealed record RunningPart(string Part, string Hash, int Calls);

/// <summary>Where a report comes from.</summary>
/// <param name="Simulated">At least one call was simulated: every page says so.</param>
/// <param name="UnitIsAlert">Arms were allocated to alerts, not to calls.</param>
public sealed record ReportSource(
    bool Simulated, DateTimeOffset GeneratedAt, DateTimeOffset? From, DateTimeOffset? To, IReadOnlyList<string> Sites, IReadOnlyList<string> Protocols, string? ProtocolFile, string? ProtocolSha256,
    bool UnitIsAlert, int Operators, int OperatorHours, IReadOnlyList<RunningPart> Versions);

/// <summary>All figures of a trial's report; <see cref="Pages.TrialReportPage"/> and <see cref="TrialReportJson"/> only write them down.</summary>
public sealed record TrialReport(
    ReportSource Source, ReportPlan Plan, TrialFlow Flow, IReadOnlyList<BaselineRow> Baseline, PrimaryOutcome Primary, AccuracyFigures Accuracy, ProbabilityFigures Probabilities,
    AgreementFigures Agreement, IReadOnlyList<Subgroup> Subgroups, IReadOnlyList<MissedEmergency> Missed, ServiceFigures Service, SpeechSample? Speech,
    ResponseFigures Response, IReadOnlyList<ExposureFigures> Exposure, EconomicFrame Economics)
{
    /// <summary>Reads every dossier once and keeps a summary of each.</summary>
    public static async Task<TrialReport> OfAsync(IAsyncEnumerable<CallDossier> dossiers, ReportInputs inputs, CancellationToken ct)
    {
        var collector = new ReportCollector(inputs.Plan);
        await foreach (var dossier in dossiers.WithCancellation(ct))
            collector.Add(dossier);
        return Of(collector, inputs);
    }

    public static TrialReport Of(ReportCollector collected, ReportInputs inputs)
    {
        var plan = inputs.Plan;
        var calls = collected.Calls;
        var analysed = calls.Where(c => c.Analysed && (c.Arm is not null || calls.TrueForAll(o => o.Arm is null))).ToList();
        var first = calls.Count == 0 ? (DateTimeOffset?)null : calls.Min(c => c.StartedAt);
        var last = calls.Count == 0 ? (DateTimeOffset?)null : calls.Max(c => c.StartedAt + TimeSpan.FromSeconds(c.AudioS));
        var (from, to) = (plan.From ?? first, plan.To ?? last);
        var service = ServiceFigures.Of(calls, collected.SuggestionLatencies, inputs.Outages, from ?? inputs.GeneratedAt, to ?? inputs.GeneratedAt);
        return new(
            new(
                collected.Simulated, inputs.GeneratedAt, from, to, [.. collected.Sites.Order(StringComparer.Ordinal)],
                [.. collected.Protocols.OrderBy(p => p).Select(p => $"{p.Protocol}, version {p.Version}")], inputs.ProtocolName, inputs.ProtocolSha256, collected.AllocatedByAlert > 0,
                collected.Operators, collected.OperatorHours, [.. collected.Versions.OrderBy(v => v.Key.Part, StringComparer.Ordinal).ThenByDescending(v => v.Value).Select(v => new RunningPart(v.Key.Part, v.Key.Hash, v.Value))]),
            plan, TrialFlow.Of(calls), BaselineTable(calls), PrimaryOutcome.Of(calls, plan), AccuracyFigures.Of(analysed, collected.OperatorHours, plan), ProbabilityFigures.Of(analysed, plan),
            AgreementFigures.Of(analysed), Subgroup.Of(analysed, plan), MissedEmergency.Of(analysed), service, inputs.Speech,
            ResponseFigures.Of(analysed, collected.Alerts, first ?? inputs.GeneratedAt), ExposureFigures.Of(analysed),
            EconomicFrame.Of(calls, collected.Alerts, service.PeriodS, inputs.Prices, inputs.Host));
    }

    private static IReadOnlyList<BaselineRow> BaselineTable(List<AnalysedCall> calls) => BaselineRow.Of(calls);
}
