namespace Triage.Server.Configuration;

/// <summary>What of the machine the appliance uses, and how many calls it takes.</summary>
internal sealed record ComputeConfiguration
{
    /// <summary>Recognisers that run at once, each on threads of its own. Measured best on a CPU: one a core.</summary>
    public int Lanes { get; init; } = Environment.ProcessorCount;

    /// <summary>Threads of one recogniser.</summary>
    public int ThreadsPerLane { get; init; } = 1;

    /// <summary>Calls that may run at once; one more is refused.</summary>
    public int MaxCalls { get; init; } = 12;

    public static ComputeConfiguration Read(ConfigurationSection section)
    {
        var standard = new ComputeConfiguration();
        var compute = new ComputeConfiguration
        {
            Lanes = section.Integer("lanes", standard.Lanes, 1, 64),
            ThreadsPerLane = section.Integer("threads_per_lane", standard.ThreadsPerLane, 1, 64),
            MaxCalls = section.Integer("max_calls", standard.MaxCalls, 1, 1000),
        };
        section.Close();
        return compute;
    }
}
