using FsCheck.Xunit;
using Triage.Core.Calls;
using Triage.Core.Scheduling;
using Triage.Tests;

namespace Triage.Core.Tests.Scheduling;

/// <summary>The invariants of the scheduling design, over random arrivals, costs and stalls. Seeds that failed once are in tests/corpus.</summary>
public sealed class JobQueueTests
{
    public static TheoryData<int> KeptSeeds => [.. File.ReadAllLines(TestPaths.InRoot("tests", "corpus", "scheduling-seeds.txt"))
        .Where(l => l.Length > 0 && l[0] != '#').Select(int.Parse)];

    [Property(MaxTest = 1000)]
    public void AnyLoad_EveryJob_HasOneOutcomeAndFinalsAreDelivered(int seed) => CheckMixedLoad(seed);

    [Theory]
    [MemberData(nameof(KeptSeeds))]
    public void KeptSeed_MixedLoad_HoldsTheInvariants(int seed)
    {
        CheckMixedLoad(seed);
        CheckLoneFinals(seed);
        CheckNoStarvation(seed);
    }

    [Property(MaxTest = 1000)]
    public void LoneFinal_UnderAnyPartialLoad_IsOnTime(int seed) => CheckLoneFinals(seed);

    [Property(MaxTest = 60)]
    public void Channels_AtTwiceTheCapacity_EachGetsPartialsAgain(int seed) => CheckNoStarvation(seed);

    [Fact]
    public void Partial_CannotMakeItsDeadline_IsDroppedBeforeItRuns()
    {
        var simulation = new LaneSimulation(1);
        var (hopeless, feasible) = ((SimulatedJob?)null, (SimulatedJob?)null);
        simulation.At(0, () =>
        {
            hopeless = simulation.Submit(JobKind.Partial, "a", 30);
            feasible = simulation.Submit(JobKind.Partial, "b", 600);
        });

        simulation.Run();

        Assert.Equal((JobOutcome.Dropped, 0), (hopeless!.Outcome, hopeless.Steps));
        Assert.Equal(JobOutcome.Completed, feasible!.Outcome);
    }

    [Fact]
    public void Final_Hopeless_IsRunAllTheSame()
    {
        var simulation = new LaneSimulation(1);
        simulation.At(0, () => simulation.Submit(JobKind.Final, "a", 1));

        simulation.Run();

        Assert.Equal(JobOutcome.Completed, simulation.Jobs[0].Outcome);
    }

    [Fact]
    public void Partial_WouldMakeAFinalLate_WaitsThoughItsDeadlineIsEarlier()
    {
        var simulation = new LaneSimulation(1);
        simulation.At(0, () =>
        {
            simulation.Submit(JobKind.Partial, "partial", 450, windowS: 10, decoderCalls: 30);
            simulation.Submit(JobKind.Final, "final", 510, windowS: 20, decoderCalls: 50);
        });

        simulation.Run();

        var (partial, final) = (simulation.Jobs[0], simulation.Jobs[1]);
        Assert.True(final.FinishedAt <= final.Deadline.Timestamp);
        Assert.Equal(JobOutcome.Dropped, partial.Outcome);
    }

    [Fact]
    public void Batch_SameShapeWaiting_RunsTogetherUpToTheSize()
    {
        var sizes = new List<(StepKind, int)>();
        var simulation = new LaneSimulation(1, new() { Batching = new(3, 2) }) { OnTake = (_, group) => sizes.Add((group[0].Next.Kind, group.Count)) };
        simulation.At(0, () =>
        {
            foreach (var call in (string[])["a", "b", "c", "d"])
                simulation.Submit(JobKind.Final, call, 600, windowS: 5, decoderCalls: 1);
            simulation.Submit(JobKind.Final, "other window", 600, windowS: 8, decoderCalls: 1);
        });

        simulation.Run();

        Assert.All(simulation.Jobs, j => Assert.Equal(JobOutcome.Completed, j.Outcome));
        Assert.Contains((StepKind.Encode, 3), sizes);
        Assert.Contains((StepKind.Decode, 2), sizes);
        Assert.All(sizes, s => Assert.True(s.Item2 <= (s.Item1 == StepKind.Encode ? 3 : 2)));
    }

    [Fact]
    public void FirstComeFirstServed_ForTheBenchmark_IgnoresDeadlinesAndDropsNothing()
    {
        var order = new List<string>();
        var simulation = new LaneSimulation(1, new() { Discipline = QueueDiscipline.FirstComeFirstServed })
        {
            OnTake = (_, group) => order.Add(group[0].CallId),
        };
        simulation.At(0, () =>
        {
            simulation.Submit(JobKind.Partial, "late", 1, decoderCalls: 1);
            simulation.Submit(JobKind.Final, "urgent", 0.5, decoderCalls: 1);
        });

        simulation.Run();

        Assert.Equal(["late", "late", "urgent", "urgent"], order);
    }

    /// <summary>Random jobs on random lanes with costs that are off by up to three times, and stalls.</summary>
    private static void CheckMixedLoad(int seed)
    {
        var random = new Random(seed);
        var (lanes, options) = (random.Next(1, 5), new SchedulerOptions { Batching = new(random.Next(1, 4), random.Next(1, 5)) });
        LaneSimulation simulation = null!;
        simulation = new LaneSimulation(lanes, options)
        {
            Really = ms => ms * (0.3 + 2.7 * random.NextDouble()) + (random.Next(200) == 0 ? 1500 : 0),
            OnTake = (lane, group) => CheckOrder(simulation, lane, group),
        };
        var count = random.Next(1, 120);
        var waiting = new SimulatedJob?[count];
        for (var i = 0; i < count; i++)
        {
            var (kind, index) = ((JobKind)random.Next(3), i);
            var (at, within, window, calls) = (random.Next(0, 4000), random.Next(1, 900), random.Next(3, 31), random.Next(1, 30));
            simulation.At(LaneSimulation.Ticks(at), () => waiting[index] = simulation.Submit(kind, $"{index % 12}", within, window, calls, random.Next(8) == 0));
            if (random.Next(6) == 0)
                simulation.At(LaneSimulation.Ticks(at + random.Next(0, 400)), () => simulation.Withdraw(waiting[index]!));
        }

        simulation.Run();

        Assert.Equal(count, simulation.Jobs.Count);
        Assert.All(simulation.Jobs, j => Assert.Equal(1, j.Outcomes));
        Assert.All(simulation.Jobs.Where(j => !j.Droppable), j => Assert.NotEqual(JobOutcome.Dropped, j.Outcome));
        Assert.All(simulation.Jobs.Where(j => j.Outcome == JobOutcome.Dropped), j => Assert.Equal(0, j.Steps));
    }

    /// <summary>Nothing that may not be dropped waits with an earlier deadline than what a lane takes.</summary>
    private static void CheckOrder(LaneSimulation simulation, int lane, IReadOnlyList<Job> group)
    {
        var leader = group[0];
        Assert.All(group, j => Assert.Equal((lane, leader.Next), (j.Lane, j.Next)));
        Assert.All(simulation.Jobs.Where(j => j is { Outcome: null, Droppable: false } && !group.Contains(j) && (j.Lane < 0 || j.Lane == lane)),
            kept => Assert.True(leader.Deadline <= kept.Deadline, $"{kept.Kind} of {kept.CallId} waits with an earlier deadline than the {leader.Kind} taken"));
    }

    /// <summary>Finals one at a time on one lane, partials in any number: a final waits for one step at most, then it comes first in time.</summary>
    private static void CheckLoneFinals(int seed)
    {
        var random = new Random(seed);
        var simulation = new LaneSimulation(1);
        for (var i = 0; i < 200; i++)
        {
            var (call, within, window, calls) = ($"{i}", random.Next(100, 1200), random.Next(3, 11), random.Next(1, 15));
            simulation.At(LaneSimulation.Ticks(random.Next(0, 10_000)), () => simulation.Submit(JobKind.Partial, call, within, window, calls));
        }
        for (var at = 0; at < 10_000; at += 1000)
        {
            var (start, window, calls) = (at + random.Next(0, 100), random.Next(3, 11), random.Next(1, 25));
            simulation.At(LaneSimulation.Ticks(start), () => simulation.Submit(JobKind.Final, "final", 600, window, calls));
        }

        simulation.Run();

        Assert.All(simulation.Jobs.Where(j => j.Kind == JobKind.Final),
            j => Assert.True(j.FinishedAt <= j.Deadline.Timestamp, $"late by {(j.FinishedAt - j.Deadline.Timestamp) / 1e4:F0} ms"));
    }

    /// <summary>Channels that talk without a pause, twice as many as the lanes can serve: none is left without partials for long.</summary>
    private static void CheckNoStarvation(int seed)
    {
        const int Channels = 44, Seconds = 60; // A partial of 5 s takes 48 ms of lane time; two lanes serve 25 channels.
        var random = new Random(seed);
        var simulation = new LaneSimulation(2);
        var channels = Enumerable.Range(0, Channels).Select(i => new TalkingChannel(simulation, $"{i}", random)).ToArray();
        simulation.OnFinish = job => channels[int.Parse(job.CallId)].Finished(job);
        foreach (var channel in channels)
            channel.TalkUntil(LaneSimulation.Ticks(Seconds * 1000));

        simulation.Run();

        Assert.All(channels, c => Assert.True(c.LongestWithoutMs < 8000, $"{c.LongestWithoutMs:F0} ms without a partial"));
        Assert.True(simulation.MostQueued <= Channels, $"{simulation.MostQueued} jobs queued for {Channels} channels");
    }

    /// <summary>Asks for a partial every 600 ms the way a channel of a call does.</summary>
    private sealed class TalkingChannel(LaneSimulation simulation, string name, Random random)
    {
        private readonly PartialPolicy _policy = new(CallChannel.Caller, TimeSpan.FromMilliseconds(600));
        private readonly int _windowS = random.Next(3, 13);
        private SimulatedJob? _partial;
        private long _last;

        public double LongestWithoutMs { get; private set; }

        public void TalkUntil(long end)
        {
            for (var at = LaneSimulation.Ticks(random.Next(600)); at < end; at += LaneSimulation.Ticks(600))
                simulation.At(at, Request);
        }

        public void Finished(SimulatedJob job)
        {
            if (job != _partial)
                return;
            _partial = null;
            _policy.Completed(job.Outcome!.Value);
            if (job.Outcome != JobOutcome.Completed)
                return;
            LongestWithoutMs = Math.Max(LongestWithoutMs, (simulation.Now - _last) / (double)TimeSpan.TicksPerMillisecond);
            _last = simulation.Now;
        }

        private void Request()
        {
            var inherited = _partial?.Deadline;
            if (_partial is not null && !simulation.Withdraw(_partial))
                return;
            var within = _policy.Within(LoadStep.Full).TotalMilliseconds;
            if (inherited is { } earlier)
                within = Math.Min(within, (earlier.Timestamp - simulation.Now) / (double)TimeSpan.TicksPerMillisecond);
            _partial = simulation.Submit(JobKind.Partial, name, within, _windowS, 8, grace: _policy.Grace);
        }
    }
}
