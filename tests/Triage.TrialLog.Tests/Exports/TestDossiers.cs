using System.Globalization;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Trial;
using Triage.TrialLog.Exports;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Tests.Exports;

/// <summary>Dossiers made by hand: one with everything, one with next to nothing, one that is out to break what reads it; and as many as a test wants.</summary>
internal static class TestDossiers
{
    public static readonly DateTimeOffset Start = new(2026, 3, 28, 23, 41, 7, 250, TimeSpan.FromHours(1));

    public static readonly RunningVersions Versions = new("0.1.0", new('c', 64), new('a', 64), new('b', 64));

    private static readonly InputQuality s_unknown = new(null, null, null, null, null, null, null);

    public static ExportOptions Options { get; } = new()
    {
        CreatedAt = new(2026, 4, 2, 9, 0, 0, TimeSpan.FromHours(2)), Software = "0.1.0", Organisation = "fr.health.samu440",
        Protocols = [new("essai-1", 2, """{"name":"essai-1"}""", "2c9fb5a1dd1fbf4ae4b2f3f8d4fcbf7a", Start)],
        // Winter time all year: the machines that test need no time zones.
        Zone = TimeZoneInfo.CreateCustomTimeZone("site", TimeSpan.FromHours(1), "site", "site"),
    };

    public static IReadOnlyList<OutageRecord> Outages { get; } =
    [
        new(null, "stopped", Start.AddHours(1), Start.AddHours(1.5)), new(Key(0), "no_partials", Start.AddSeconds(3), null),
    ];

    public static EvaluationData Small => Of([Full(0), Refused(1), Hostile(2)], Outages);

    public static EvaluationData Of(IEnumerable<CallDossier> calls, IEnumerable<OutageRecord>? outages = null) => new(calls.ToAsyncEnumerable(), (outages ?? []).ToAsyncEnumerable());

    public static string Key(int number) => number.ToString("x32", CultureInfo.InvariantCulture);

    /// <summary>Shown, accepted by the ARM, then raised by the doctor after the call.</summary>
    public static CallDossier Full(int number)
    {
        var key = Key(number);
        var start = Start.AddMinutes(number);
        SuggestionRecord[] suggestions =
        [
            new(key, 7, 12.5, start.AddSeconds(12.9), Priority.P2, 0.61, [0.1, 0.2, 0.61, 0.05, 0.04], CareLevel.R2, "M03.06", 0.7, AbstentionReason.NotEnoughSaid, false, false, Versions.TriageModel, 31.25, []),
            new(key, 11, 21, start.AddSeconds(21.4), Priority.P1, 0.8125, [0.1, 0.8125, 0.05, 0.03, 0.0075], CareLevel.R1, "M03.06", 0.9, AbstentionReason.None, false, true, Versions.TriageModel, 28,
            [
                new("douleur_thoracique", FindingStatus.Present, 0.97, 17.2, 18.9, "j'ai mal dans la poitrine, ça serre"),
                new("dyspnee", FindingStatus.Absent, 0.88, 19, 20.5, "non, je respire bien"),
                new("malaise", FindingStatus.Uncertain, 0.55, 20.5, 20.9, null),
            ]),
        ];
        return new(
            new(key, "CHU-A", start, start.AddSeconds(95.5), "completed", 95.5, 0.25, "ESSAI-1", 2, "night/mobile", TrialArm.Visible, "e1".PadLeft(32, '0'), "arm", 4.5,
                "FAMILLE", "15", 62, "M", null, null, new(18.5, 0.001, 0.06, "fr", 0.91, 240, null), Versions),
            [new(key, 2, "night/mobile", 5, null, 1, TrialArm.Visible, start.AddSeconds(0.01))],
            suggestions,
            [
                new(key, 11, ExposureKind.Displayed, "5d41402a", "e1".PadLeft(32, '0'), start.AddSeconds(21.5), 4711.5),
                new(key, 11, ExposureKind.Seen, "5d41402a", "e1".PadLeft(32, '0'), start.AddSeconds(21.6), 4711.6),
                new(key, 11, ExposureKind.Acted, "5d41402a", "e1".PadLeft(32, '0'), start.AddSeconds(30), 4720),
            ],
            [
                new(key, 12, 0, start.AddSeconds(11), 11, DecisionAction.Modified, DeciderRole.Arm, "e1".PadLeft(32, '0'), Priority.P2, null, null, null, false, true),
                new(key, 13, 11, start.AddSeconds(30), 30, DecisionAction.Accepted, DeciderRole.Arm, "e1".PadLeft(32, '0'), null, null, null, null, false, false),
                new(key, 20, 11, start.AddSeconds(120), 95.5, DecisionAction.Modified, DeciderRole.RegulatingDoctor, "d1".PadLeft(32, '0'), Priority.P0, CareLevel.R1, null, "clinical", true, false),
            ],
            [
                new(key, CallClock.PickUp, start.AddSeconds(-2), "telephony"), new(key, CallClock.FirstWord, start.AddSeconds(0.4), "appliance"),
                new(key, CallClock.HangUp, start.AddSeconds(95.5), "appliance"),
            ],
            [
                new(key, "a1".PadLeft(32, '0'), true, Priority.P0, "M03.06", "recording", false, start.AddDays(20)), new(key, "a2".PadLeft(32, '0'), true, null, null, "smur_summary", true, start.AddDays(21)),
            ]);
    }

    /// <summary>Admission refused it: nothing is known but that.</summary>
    public static CallDossier Refused(int number) => new(
        new(Key(number), "CHU-A", Start.AddMinutes(number), null, "refused", 0, 0, null, null, null, null, null, null, null, null, null, null, null, "refused", null, s_unknown, Versions),
        [], [], [], [], [], []);

    /// <summary>Everything that comes from outside as free text tries to be something else: a formula, a new row, a path, a command, markup.</summary>
    public static CallDossier Hostile(int number)
    {
        var key = Key(number);
        var start = Start.AddMinutes(number);
        return new(
            new(key, "=HYPERLINK(\"http://x\")", start, start.AddSeconds(1), "failed", 1, 0, "a\"b,c\nd", 1, "../../etc/passwd", null, "+33600000000", "@SUM(1)", 0,
                "'apostrophe", "-2+3|cmd", 0.04, "UN", "\tTab", "＝full", new(-3.25, 0, 1, "fr", 1, 0, "l'été; œuf \u2028 €"), Versions with { Software = "\\. \\N $(rm)" }),
            [],
            [new(key, 1, 1, start, Priority.P0, 1.0000001, [1.0000001, 0, 0, 0, 0], CareLevel.R1, "M01.01", 1, AbstentionReason.None, true, true, "../m", 0, [new("hemorragie", FindingStatus.Present, 1, 1, 0.5, "=1+1\n\"quoted\"")])],
            [new(key, 1, ExposureKind.Displayed, "<script>", "DROP TABLE person;", start, 0)],
            [new(key, 2, 1, start, 1, DecisionAction.Rejected, DeciderRole.Arm, "\"", Priority.P3, null, null, "=bad", false, false)],
            [new(key, CallClock.Ring, start, "import;\\copy")], []);
    }

    /// <summary>As many as wanted, made one at a time; by turns rich and poor, like a night.</summary>
    public static async IAsyncEnumerable<CallDossier> Generate(int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            if (i % 4096 == 0)
                await Task.Yield();
            yield return i % 8 == 7 ? Refused(i) : Full(i);
        }
    }
}
