namespace Triage.Server.Configuration;

/// <summary>How much is logged to standard error. No level ever logs the words of a call.</summary>
internal sealed record LogConfiguration
{
    private static readonly Dictionary<string, LogLevel> Levels = new(StringComparer.Ordinal)
    {
        ["debug"] = LogLevel.Debug,
        ["information"] = LogLevel.Information,
        ["warning"] = LogLevel.Warning,
        ["error"] = LogLevel.Error,
    };

    public LogLevel Level { get; init; } = LogLevel.Information;

    public static LogConfiguration Read(ConfigurationSection section)
    {
        var level = section.Choice("level", new LogConfiguration().Level, Levels);
        section.Close();
        return new() { Level = level };
    }
}
