namespace Triage.TrialLog.Records;

/// <summary>The moments of a call on a clock that are known by name.</summary>
public enum CallClock { Ring, PickUp, FirstWord, LocationGiven, OperatorLevel, Transfer, DoctorDecision, Dispatch, HangUp }

/// <summary>When something happened, and whose clock says so.</summary>
/// <param name="Source">Whose clock: <c>appliance</c>, <c>telephony</c>, or the name under which the times were imported.</param>
public sealed record ClockRecord(string CallKey, CallClock Clock, DateTimeOffset At, string Source);
