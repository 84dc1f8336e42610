using Triage.Core.Calls;
using Triage.Core.Scheduling;

namespace Triage.Server.Operations;

/// <summary>One look at the appliance for the IT staff: figures of now, lines of the last quarter of an hour, totals since the start.</summary>
/// <param name="Now">The newest second; null in the first one.</param>
/// <param name="NotReady">Why no call is accepted, in English; null when ready.</param>
/// <param name="Disk">Of the spool.</param>
/// <param name="RecordDisk">Of the evidence log; null: none is kept, or the system does not tell.</param>
/// <param name="SpoolLimit">Bytes that waiting audio may take.</param>
internal sealed record SystemView(
    DateTimeOffset At, FigureSample? Now, string? NotReady, IReadOnlyList<FigureLine> Lines, IReadOnlyList<LatencyFigures> Latencies, ApplianceTotals Totals,
    DiskSpace? Disk, long SpoolLimit, DiskSpace? RecordDisk)
{
    public LoadStep Step => Now?.Step ?? LoadStep.Full;

    /// <param name="record">Folder of the evidence log; null: none is kept.</param>
    public static SystemView Of(FigureCollector figures, ICallDesk desk, AudioSpoolOptions spool, string? record, TimeProvider clock)
    {
        var (samples, at) = (figures.History.Samples(), clock.GetUtcNow());
        FigureLine Line(string name, double least, FigureUnit unit, Func<FigureSample, double?> valueOf) => new(name, unit, FigureChart.Of(samples, at, least, valueOf));
        return new(
            at, samples.Count > 0 ? samples[^1] : null, desk.NotReadyReason,
            [
                Line("Calls", 2, FigureUnit.Count, s => s.Running),
                Line("Busy", 1, FigureUnit.Share, s => s.Busy),
                Line("Demand", 1, FigureUnit.Share, s => s.Demand),
                Line("Waiting", 5, FigureUnit.Count, s => s.Waiting),
                Line("Finals", 2, FigureUnit.Count, s => s.Finals),
                Line("Dropped", 2, FigureUnit.Count, s => s.PartialsDropped),
            ],
            figures.Latencies, figures.Totals, DiskSpace.Of(spool.Folder), spool.MaxBytes, record is null ? null : DiskSpace.Of(record));
    }
}

/// <summary>How a figure is written.</summary>
public enum FigureUnit
{
    Count,

    /// <summary>1 is 100 %.</summary>
    Share,
}

/// <param name="Name">Second part of the keys of its texts.</param>
public sealed record FigureLine(string Name, FigureUnit Unit, FigureChart Chart);
