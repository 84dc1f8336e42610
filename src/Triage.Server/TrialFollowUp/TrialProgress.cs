using Triage.Core.Trial;
using Triage.TrialLog.Allocation;
using Triage.TrialLog.Records;

namespace Triage.Server.TrialFollowUp;

/// <summary>Units of one stratum.</summary>
/// <param name="Shadow">Null while the arms stay hidden.</param>
/// <param name="Visible">Null while the arms stay hidden.</param>
public sealed record StratumCount(string Stratum, int Units, int? Shadow, int? Visible);

/// <summary>Ended calls that lack a moment.</summary>
public sealed record MissingClock(CallClock Clock, int Calls);

/// <summary>How far humans got with what was shown to them, in suggestions.</summary>
/// <param name="Made">Computed, shown or not.</param>
/// <param name="Alerts">Of these, alerts.</param>
/// <param name="Allowed">That the arm allowed to be shown; null, as all that follows, while the arms stay hidden.</param>
/// <param name="Displayed">That were in a page.</param>
/// <param name="Seen">That were in sight.</param>
/// <param name="Acted">That were answered.</param>
/// <param name="MedianSightS">Seconds in sight, of those seen and left; null: none.</param>
public sealed record ExposureCounts(int Made, int Alerts, int? Allowed, int? Displayed, int? Seen, int? Acted, double? MedianSightS);

/// <summary>
/// Where a trial stands, in counts: nothing of one call, and no arm while the allocation runs, since with blocks the arms so far
/// tell the next one. Pure; one pass over the dossiers.
/// </summary>
/// <param name="Calls">All calls of the record, refused ones too (intention to treat).</param>
/// <param name="Interrupted">Ended otherwise than as completed.</param>
/// <param name="Contaminated">Withheld suggestions that a human saw all the same, in calls; null while the arms stay hidden.</param>
/// <param name="Judged">Ended calls with a judgement made before display.</param>
/// <param name="Adjudicated">Ended calls with one judgement of the reference standard at least.</param>
/// <param name="Doubly">Ended calls with two independent ones.</param>
/// <param name="OutageTime">Of the whole appliance, those that last up to now.</param>
public sealed record TrialProgress(
    int Calls, int Running, int Ended, int Refused, int Interrupted, int Excluded, int? Contaminated, IReadOnlyList<StratumCount> Strata,
    ExposureCounts Exposure, int Decided, int DecidedLate, int Judged, int Adjudicated, int Doubly, IReadOnlyList<MissingClock> MissingClocks,
    IReadOnlyList<OutageRecord> Outages, TimeSpan OutageTime, bool ArmsHidden)
{
    private const string Refusal = "refused";
    private const string Completion = "completed";

    // Telephony and the record of the intervention bring the others, if at all.
    private static readonly CallClock[] s_clocks = Enum.GetValues<CallClock>();

    internal static async Task<TrialProgress> OfAsync(TrialSituation situation, DateTimeOffset now)
    {
        var hidden = situation.Trial is { Mode: TrialMode.Randomised, Revealed: false };
        var strata = new SortedDictionary<string, (int Units, int Shadow, int Visible)>(StringComparer.Ordinal);
        var missing = s_clocks.ToDictionary(c => c, _ => 0);
        var sights = new List<double>();
        int calls = 0, running = 0, ended = 0, refused = 0, interrupted = 0, excluded = 0, contaminated = 0;
        int decided = 0, late = 0, judged = 0, adjudicated = 0, doubly = 0;
        int made = 0, alerts = 0, allowed = 0, displayed = 0, seen = 0, acted = 0;
        await foreach (var dossier in situation.Dossiers)
        {
            calls++;
            var call = dossier.Call;
            excluded += call.Exclusion is null ? 0 : 1;
            contaminated += call.Contamination is null ? 0 : 1;
            foreach (var unit in dossier.Allocations)
            {
                var count = strata.GetValueOrDefault(unit.Stratum);
                strata[unit.Stratum] = (count.Units + 1, count.Shadow + (unit.Arm == TrialArm.Shadow ? 1 : 0), count.Visible + (unit.Arm == TrialArm.Visible ? 1 : 0));
            }
            made += dossier.Suggestions.Count;
            alerts += dossier.Suggestions.Count(s => s.Alert);
            allowed += dossier.Suggestions.Count(s => s.Shown);
            displayed += Distinct(dossier, ExposureKind.Displayed);
            seen += Distinct(dossier, ExposureKind.Seen);
            acted += Distinct(dossier, ExposureKind.Acted);
            sights.AddRange(SightsOf(dossier.Exposures));
            if (call.EndReason == Refusal)
            {
                refused++;
                continue;
            }
            if (call.EndedAt is null)
            {
                running++;
                continue;
            }
            ended++;
            interrupted += call.EndReason == Completion ? 0 : 1;
            decided += dossier.Decisions.Any(d => !d.BeforeDisplay) ? 1 : 0;
            late += dossier.Decisions.Count > 0 && dossier.Decisions.All(d => d.Late) ? 1 : 0;
            judged += dossier.Decisions.Any(d => d.BeforeDisplay) ? 1 : 0;
            var adjudicators = dossier.Adjudications.Where(a => !a.Consensus).Select(a => a.AdjudicatorKey).Distinct(StringComparer.Ordinal).Count();
            adjudicated += dossier.Adjudications.Count > 0 ? 1 : 0;
            doubly += adjudicators >= 2 ? 1 : 0;
            foreach (var clock in s_clocks.Where(c => !dossier.Clocks.Any(known => known.Clock == c)))
                missing[clock]++;
        }
        return new(
            calls, running, ended, refused, interrupted, excluded, hidden ? null : contaminated,
            [.. strata.Select(s => new StratumCount(s.Key, s.Value.Units, hidden ? null : s.Value.Shadow, hidden ? null : s.Value.Visible))],
            // How many were shown tells how many were not.
            hidden ? new(made, alerts, null, null, null, null, null) : new(made, alerts, allowed, displayed, seen, acted, Median(sights)),
            decided, late, judged, adjudicated, doubly, [.. s_clocks.Select(c => new MissingClock(c, missing[c]))],
            [.. situation.Outages.OrderByDescending(o => o.From)], OutageOf(situation.Outages, now), hidden);
    }

    private static int Distinct(CallDossier dossier, ExposureKind kind) =>
        dossier.Exposures.Where(e => e.Kind == kind).Select(e => e.SuggestionSequence).Distinct().Count();

    /// <summary>Seconds in sight of each suggestion, all its times on one screen together.</summary>
    private static IEnumerable<double> SightsOf(IReadOnlyList<ExposureRecord> exposures) => exposures
        .GroupBy(e => (e.Screen, e.SuggestionSequence))
        .Select(screen =>
        {
            double total = 0;
            double? since = null;
            foreach (var step in screen.OrderBy(e => e.MonotonicS))
                if (step.Kind == ExposureKind.Seen)
                    since ??= step.MonotonicS;
                else if (step.Kind == ExposureKind.Left && since is { } seen)
                    (total, since) = (total + step.MonotonicS - seen, null);
            return total;
        })
        .Where(seconds => seconds > 0);

    private static double? Median(List<double> values)
    {
        if (values.Count == 0)
            return null;
        values.Sort();
        return values.Count % 2 == 1 ? values[values.Count / 2] : (values[values.Count / 2 - 1] + values[values.Count / 2]) / 2;
    }

    /// <summary>Outages of the whole appliance may overlap; the time counts once.</summary>
    private static TimeSpan OutageOf(IReadOnlyList<OutageRecord> outages, DateTimeOffset now)
    {
        var total = TimeSpan.Zero;
        DateTimeOffset? until = null;
        foreach (var outage in outages.Where(o => o.CallKey is null).OrderBy(o => o.From))
        {
            var (from, to) = (until is { } u && u > outage.From ? u : outage.From, outage.To ?? now);
            if (to > from)
                (total, until) = (total + (to - from), to);
        }
        return total;
    }
}
