namespace Triage.TrialLog.Exports;

/// <summary>An export cannot be made as asked; the message names what is wrong and where, never words of a call.</summary>
public sealed class ExportException(string message, Exception? inner = null) : Exception(message, inner);
