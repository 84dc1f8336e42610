namespace Triage.TrialLog.Allocation;

/// <summary>A trial cannot be started, changed or gone on with; the message says why and what to do, in French.</summary>
public sealed class TrialException(string message) : IOException(message);
