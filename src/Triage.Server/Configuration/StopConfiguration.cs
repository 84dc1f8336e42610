namespace Triage.Server.Configuration;

/// <summary>How long a stop may take.</summary>
internal sealed record StopConfiguration
{
    /// <summary>For the running calls to decide what they heard. 30 s is what service managers allow by default, less a margin.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(25);

    public static StopConfiguration Read(ConfigurationSection section)
    {
        var standard = new StopConfiguration();
        var drain = TimeSpan.FromSeconds(section.Integer("drain_s", (int)standard.Drain.TotalSeconds, 1, 600));
        section.Close();
        return new() { Drain = drain };
    }
}
