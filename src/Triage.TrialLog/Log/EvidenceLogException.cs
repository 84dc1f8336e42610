namespace Triage.TrialLog.Log;

/// <summary>The log cannot be opened or read; the message says what is wrong and what to do, in French.</summary>
public sealed class EvidenceLogException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>An event was refused because the log could not be written for so long that its memory is full.</summary>
public sealed class EvidenceLogFullException() : IOException("le journal de preuve est saturé : l'événement n'a pas été pris");
