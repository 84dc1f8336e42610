using System.Text;
using Microsoft.Extensions.Logging.Console;
using Spectre.Console;
using Triage.Server.Hosting;

namespace Triage.Server.Cli;

/// <summary>What a command may touch of the world; tests give their own.</summary>
internal sealed record CliEnvironment
{
    /// <summary>Results only.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Failures and logs.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>A person is looking at <see cref="Out"/>: colours and a moving picture are welcome.</summary>
    public required bool IsTerminal { get; init; }

    /// <summary>Relative paths start here.</summary>
    public required string Folder { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Account under which the command runs; for the evidence log, which keeps it as a pseudonym.</summary>
    public string Account { get; init; } = Environment.UserName;

    public required DeskFactory Desks { get; init; }

    /// <summary>Where log messages from this level on go.</summary>
    public required Func<LogLevel, Action<ILoggingBuilder>> Logging { get; init; }

    /// <summary>The terminal when it can redraw, else null: plain lines then.</summary>
    public IAnsiConsole? MovingPicture() =>
        IsTerminal && AnsiConsole.Create(new() { Out = new AnsiConsoleOutput(Out) }) is { Profile.Capabilities.Ansi: true } console ? console : null;

    public static CliEnvironment OfProcess()
    {
        if (!System.Console.IsOutputRedirected)
            System.Console.OutputEncoding = Encoding.UTF8;
        return new()
        {
            Out = Utf8(System.Console.IsOutputRedirected, System.Console.Out, System.Console.OpenStandardOutput),
            Error = Utf8(System.Console.IsErrorRedirected, System.Console.Error, System.Console.OpenStandardError),
            IsTerminal = !System.Console.IsOutputRedirected,
            Folder = Environment.CurrentDirectory,
            Time = TimeProvider.System,
            Desks = ApplianceDesk.Create,
            Logging = level => logging => logging
                .SetMinimumLevel(level)
                .AddFilter("Microsoft", LogLevel.Warning)
                .AddFilter("Grpc", LogLevel.Warning)
                // A start that fails is named by the command itself.
                .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None)
                .AddSimpleConsole(console => (console.SingleLine, console.TimestampFormat, console.ColorBehavior, console.UseUtcTimestamp) =
                    (true, "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ", LoggerColorBehavior.Disabled, true))
                .Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace),
        };
    }

    // A redirected stream is UTF-8 without a mark, whatever the system's code page: it is read by programs.
    private static TextWriter Utf8(bool redirected, TextWriter terminal, Func<Stream> open) =>
        redirected ? new StreamWriter(open(), new UTF8Encoding(false)) { AutoFlush = true, NewLine = "\n" } : terminal;
}
