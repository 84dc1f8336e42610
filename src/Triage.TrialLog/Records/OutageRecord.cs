namespace Triage.TrialLog.Records;

/// <summary>A time during which the appliance did not do all that it should.</summary>
/// <param name="CallKey">The call that it touched; null: the whole appliance.</param>
/// <param name="What">Stable code: <c>stopped</c>, or one of the event contract's degradations.</param>
/// <param name="To">Null: it lasts.</param>
public sealed record OutageRecord(string? CallKey, string What, DateTimeOffset From, DateTimeOffset? To);
