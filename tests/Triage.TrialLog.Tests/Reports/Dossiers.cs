using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Tests.Reports;

/// <summary>Dossiers made by hand, one fact at a time.</summary>
internal static class Dossiers
{
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 10, 0, 0, TimeSpan.Zero);

    public static CallDossier Call(string key = "c", TrialArm? arm = null) => new(
        new(key, "site", Start, At(200), "completed", 200, 0, null, null, null, arm, "op", "arm", null, null, null, null, null, null, null,
            new(20, 0, 0, "fr", 0.9, 200, null), new("1.0", "c", "s", "t")),
        [], [], [], [], [new(key, CallClock.PickUp, At(5), "telephony"), new(key, CallClock.HangUp, At(205), "telephony")], []);

    public static CallDossier With(this CallDossier call, params DecisionRecord[] decisions) => call with { Decisions = [.. call.Decisions, .. decisions] };

    public static CallDossier With(this CallDossier call, params SuggestionRecord[] suggestions) => call with { Suggestions = [.. call.Suggestions, .. suggestions] };

    public static CallDossier With(this CallDossier call, params AdjudicationRecord[] adjudications) => call with { Adjudications = [.. call.Adjudications, .. adjudications] };

    public static DecisionRecord Decision(double atS, Priority? priority, DecisionAction action = DecisionAction.Modified, long on = 0, DeciderRole role = DeciderRole.Arm, bool late = false) =>
        new("c", 100 + (long)atS, on, At(atS), atS, action, role, "op", priority, null, null, null, late, false);

    public static SuggestionRecord Suggestion(long sequence, double atS, Priority priority, double p0, bool alert = false, bool shown = true) => new(
        "c", sequence, atS, At(atS), priority, p0, [p0, 1 - p0, 0, 0, 0], CareLevel.R1, "M01.01", 0.5, AbstentionReason.None, alert, shown, "t", 20, []);

    public static AdjudicationRecord Judged(string who, bool vital, Priority? priority = null, bool consensus = false, double day = 1) =>
        new("c", who, vital, priority ?? (vital ? Priority.P0 : Priority.P2), null, "recording", consensus, Start.AddDays(day));

    public static DateTimeOffset At(double seconds) => Start.AddSeconds(seconds);
}
