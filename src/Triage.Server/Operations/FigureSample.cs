using Triage.Core.Scheduling;

namespace Triage.Server.Operations;

/// <summary>What an appliance did in one second and where it stood at its end.</summary>
/// <param name="At">End of the second, wall time.</param>
/// <param name="Busy">Share of the lanes' time spent in steps, 0 to 1.</param>
/// <param name="Demand">Share of the lanes that live calls ask for at full service; above 1 is overload. Null: not known.</param>
/// <param name="Running">Calls with a source.</param>
/// <param name="Detached">Calls whose source has vanished and may come back.</param>
/// <param name="Waiting">Jobs that wait for a lane.</param>
/// <param name="Refused">Openings refused in this second.</param>
/// <param name="AudioLostS">Seconds of audio that never came, all channels.</param>
/// <param name="SpoolBytes">Audio that waits on disk.</param>
public sealed record FigureSample(
    DateTimeOffset At, double Busy, double? Demand, int Running, int Detached, int Waiting, LoadStep Step,
    int Finals, int Partials, int PartialsDropped, int Suggestions, int Refused, double AudioLostS, long SpoolBytes);
