using Triage.TrialLog.Records;

namespace Triage.TrialLog.Simulation;

/// <summary>How a simulated call is told from a real one; it travels with every call, so a report cannot lose it.</summary>
public static class SimulatedMark
{
    /// <summary>Version of the software that simulated calls carry.</summary>
    public const string Software = "simulated-trial/1";

    /// <summary>Site that simulated calls carry.</summary>
    public const string Site = "SIMULATION";

    public static bool On(CallRecord call) =>
        call.Site == Site || call.Versions.Software.StartsWith("simulated", StringComparison.Ordinal);
}
