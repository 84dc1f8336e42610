namespace Triage.Server.Calibration;

/// <summary>How much is measured.</summary>
/// <param name="Rounds">Times that all choices and steps take their turn, so that a drift of the host hits all alike.</param>
/// <param name="Values">Values of each step a lane and round; long windows a third of it.</param>
/// <param name="Recordings">Sample calls that each choice transcribes, at most so many.</param>
internal sealed record CalibrationPlan(int Rounds, int Values, int Recordings)
{
    /// <summary>Two to three minutes on two quiet cores: 24 values a lane hold a median against single disturbances.</summary>
    public static CalibrationPlan Normal { get; } = new(Rounds: 3, Values: 8, Recordings: 6);

    /// <summary>Under a minute: enough to see whether a host is far from its profile.</summary>
    public static CalibrationPlan Quick { get; } = new(Rounds: 2, Values: 3, Recordings: 2);
}
