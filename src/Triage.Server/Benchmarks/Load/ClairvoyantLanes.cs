using Triage.Core.Scheduling;

namespace Triage.Server.Benchmarks.Load;

/// <summary>
/// Which finals were feasible: a yardstick that knows every arrival and cost in advance, runs finals and nothing else, earliest
/// deadline first, and may interrupt and move a job at any moment. Its costs are the lane times measured in the run that it judges.
/// </summary>
internal static class ClairvoyantLanes
{
    /// <returns>How many of the jobs end by their deadline.</returns>
    /// <param name="lanes">Jobs that run at a time, each on one lane.</param>
    public static int OnTime(IReadOnlyCollection<JobRun> jobs, int lanes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        var arriving = new Queue<Work>(jobs.OrderBy(j => j.SubmittedS).Select(j => new Work(j)));
        var ready = new List<Work>();
        var now = 0.0;
        var onTime = 0;
        while (arriving.Count > 0 || ready.Count > 0)
        {
            if (ready.Count == 0)
                now = Math.Max(now, arriving.Peek().Job.SubmittedS);
            while (arriving.TryPeek(out var next) && next.Job.SubmittedS <= now)
                ready.Add(arriving.Dequeue());
            ready.Sort((a, b) => a.Job.DeadlineS.CompareTo(b.Job.DeadlineS));
            var running = ready.Take(lanes).ToList();
            var span = running.Min(w => w.LeftS);
            if (arriving.TryPeek(out var soon))
                span = Math.Min(span, soon.Job.SubmittedS - now);
            now += span;
            foreach (var work in running)
                work.LeftS -= span;
            onTime += running.Count(w => w.Done && now <= w.Job.DeadlineS + Rounding);
            ready.RemoveAll(w => w.Done);
        }
        return onTime;
    }

    /// <summary>Seconds; sums of measured times do not come out to the last bit.</summary>
    private const double Rounding = 1e-9;

    private sealed class Work(JobRun job)
    {
        public JobRun Job => job;

        public double LeftS { get; set; } = job.LaneS;

        public bool Done => LeftS <= Rounding;
    }
}
