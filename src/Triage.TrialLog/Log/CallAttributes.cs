using System.Globalization;
using Triage.Core.Calls;
using Triage.TrialLog.Content;
using Triage.TrialLog.Log.Entries;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Log;

/// <summary>
/// The attributes of a call that the evaluation record takes, by name; all others (a line, a number) are left out. A value that cannot
/// be read is left out too: it must not cost the call its record.
/// </summary>
internal static class CallAttributes
{
    public const string Origin = "origin";
    public const string CallerKind = "caller_kind";
    public const string Operator = "operator";
    public const string OperatorRole = "operator_role";
    public const string OperatorExperience = "operator_experience_years";
    public const string PatientAge = "patient_age_years";
    public const string PatientSex = "patient_sex";

    /// <summary>Source of the clocks that the appliance itself reads.</summary>
    public const string Appliance = "appliance";

    /// <summary>Times of the telephony, ISO 8601 with an offset.</summary>
    private static readonly (string Name, CallClock Clock)[] s_clocks =
    [
        ("ring_at", CallClock.Ring), ("pick_up_at", CallClock.PickUp), ("location_given_at", CallClock.LocationGiven), ("operator_level_at", CallClock.OperatorLevel),
        ("transfer_at", CallClock.Transfer), ("dispatch_at", CallClock.Dispatch), ("hang_up_at", CallClock.HangUp),
    ];

    public static CallOpenedEntry Opened(CallSetup setup, DateTimeOffset startedAt, Pseudonyms pseudonyms) => new(
        setup.Channels, setup.SampleRateHz, setup.Pacing, startedAt, Code(setup, Origin), Code(setup, CallerKind),
        Text(setup, Operator) is { } account ? pseudonyms.Person(account) : null, Code(setup, OperatorRole), Number(setup, OperatorExperience),
        Number(setup, PatientAge), Code(setup, PatientSex));

    public static IEnumerable<ClockEntry> Clocks(CallSetup setup)
    {
        foreach (var (name, clock) in s_clocks)
            if (Text(setup, name) is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
                yield return new ClockEntry(clock, at, "telephony");
    }

    public static string? Text(CallSetup setup, string name) => setup.Attributes.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>A stratum's value: a short word, so that no name or number of a person slips into the record with it.</summary>
    public static string? Code(CallSetup setup, string name) =>
        Text(setup, name) is { Length: <= 40 } value && value.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.') && value.Count(char.IsAsciiDigit) < 5 ? value : null;

    private static double? Number(CallSetup setup, string name) =>
        Text(setup, name) is { } text && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) && value is >= 0 and <= 130 ? value : null;
}
