namespace Triage.TrialLog.Exports;

/// <summary>An export cannot be made as asked; the message, in French, names what is wrong and where, never words of a call.</summary>
public sealed class ExportException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What was asked for is wrong, not what was found.</summary>
    public bool WrongRequest { get; init; }
}
