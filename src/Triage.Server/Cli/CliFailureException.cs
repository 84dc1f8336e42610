namespace Triage.Server.Cli;

/// <summary>A command cannot do what was asked: the message goes to standard error, the code to the caller.</summary>
internal sealed class CliFailureException(int exitCode, string message, Exception? inner = null) : Exception(message, inner)
{
    public int ExitCode { get; } = exitCode;

    public static CliFailureException Work(string message, Exception? inner = null) => new(ExitCodes.Failed, message, inner);

    public static CliFailureException Usage(string message, Exception? inner = null) => new(ExitCodes.Usage, message, inner);
}

/// <summary>Exit codes of every command; a public contract.</summary>
internal static class ExitCodes
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
}
