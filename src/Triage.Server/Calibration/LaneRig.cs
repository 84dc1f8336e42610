using System.Collections.Concurrent;
using System.Diagnostics;
using Triage.Core.Speech;

namespace Triage.Server.Calibration;

/// <summary>
/// The lanes of one choice, all measured at the same time: a cost is that of a step while every lane is busy with the same one.
/// </summary>
internal sealed class LaneRig : IDisposable
{
    private readonly Lane[] _lanes;
    private TimeSpan _processor, _wall;

    /// <param name="recognizers">One a lane; disposed with the rig.</param>
    /// <param name="loads">Sample calls, one load a lane.</param>
    public LaneRig(LaneChoice choice, IReadOnlyList<ISpeechRecognizer> recognizers, Func<ISpeechRecognizer, IReadOnlyList<CalibrationStep>> steps, Func<ISpeechRecognizer, CallLoad> loads)
    {
        Choice = choice;
        _lanes = [.. recognizers.Select(r => new Lane(r, steps(r), loads(r)))];
        Steps = _lanes[0].Steps;
        Values = [.. Steps.Select(_ => new List<double>())];
    }

    public LaneChoice Choice { get; }

    public IReadOnlyList<CalibrationStep> Steps { get; }

    /// <summary>Milliseconds of each step so far.</summary>
    public IReadOnlyList<List<double>> Values { get; }

    /// <summary>Share of the lanes' cores that the process got while steps were measured; has meaning with one thread a lane.</summary>
    public double CoreShare => _wall == TimeSpan.Zero ? 1 : Math.Min(1, _processor / (_wall * _lanes.Length));

    public IEnumerable<CallLoad> Loads => _lanes.Select(lane => lane.Load);

    /// <summary>Repeats a step on every lane at once until each has so many values; a lane that has them goes on as load.</summary>
    public async Task MeasureAsync(int step, int count, CancellationToken cancellation)
    {
        var busy = _lanes.Length;
        var (start, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var measured = await Task.WhenAll(_lanes.Select(lane => Task.Factory.StartNew(() =>
        {
            var values = new List<double>(count);
            var run = lane.Steps[step].Run;
            try
            {
                run(); // Pays for memory and for the others' start.
                while (values.Count < count)
                {
                    cancellation.ThrowIfCancellationRequested();
                    values.Add(run());
                }
            }
            finally
            {
                Interlocked.Decrement(ref busy);
            }
            while (Volatile.Read(ref busy) > 0)
            {
                cancellation.ThrowIfCancellationRequested();
                run();
            }
            return values;
        }, cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        _wall += Stopwatch.GetElapsedTime(start);
        _processor += Environment.CpuUsage.TotalTime - used;
        Values[step].AddRange(measured.SelectMany(values => values));
    }

    /// <summary>Transcribes recordings, each lane the next one that is left.</summary>
    public Task TranscribeAsync(IReadOnlyList<string> recordings, CancellationToken cancellation)
    {
        var waiting = new ConcurrentQueue<string>(recordings);
        return Task.WhenAll(_lanes.Select(lane => Task.Factory.StartNew(() =>
        {
            while (waiting.TryDequeue(out var recording))
                lane.Load.Add(recording, cancellation);
        }, cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }

    public void Dispose()
    {
        foreach (var lane in _lanes)
            lane.Recognizer.Dispose();
    }

    private sealed record Lane(ISpeechRecognizer Recognizer, IReadOnlyList<CalibrationStep> Steps, CallLoad Load);
}
