using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;
using Triage.TrialLog.Allocation;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Tests.Allocation;

public sealed class AllocatorTests
{
    private readonly FakeTimeProvider _clock = new(SampleTrial.Noon);

    [Fact]
    public void Allocate_ManyAtOnce_GivesEveryPositionOnceAndInOrder()
    {
        var journal = new MemoryJournal(SampleTrial.Started());
        var allocator = new Allocator(journal, SampleTrial.Seed, _clock);
        var given = new ConcurrentDictionary<string, TrialArm>();

        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i => given[$"c{i}"] = allocator.Allocate($"c{i}", i % 2 == 0 ? "day/mobile" : "night/fixe", null));

        foreach (var stratum in journal.Units.GroupBy(u => u.Stratum))
            Assert.Equal(Enumerable.Range(0, 200).Select(i => (long)i), stratum.Select(u => u.Unit));
        Assert.All(journal.Units, u => Assert.Equal(given[u.CallKey["key-".Length..]], u.Arm));
        Assert.True(Verified(journal).Holds);
    }

    [Fact]
    public void Allocate_SameCallAgain_HasTheSameArmAndNoSecondPosition()
    {
        var journal = new MemoryJournal(SampleTrial.Started());
        var allocator = new Allocator(journal, SampleTrial.Seed, _clock);

        var first = allocator.Allocate("c1", "day/mobile", null);

        Assert.Equal(first, allocator.Allocate("c1", "night/fixe", null));
        Assert.Single(journal.Units);
    }

    [Fact]
    public void Allocate_RestartedAtAnyUnit_GoesOnAsIfNothingHadHappened()
    {
        var whole = new MemoryJournal(SampleTrial.Started());
        var allocator = new Allocator(whole, SampleTrial.Seed, _clock);
        for (var i = 0; i < 60; i++)
            allocator.Allocate($"c{i}", Stratum(i), null);

        var restarted = new MemoryJournal(SampleTrial.Started());
        for (var i = 0; i < 60; i++)
            new Allocator(restarted, SampleTrial.Seed, _clock).Allocate($"c{i}", Stratum(i), null);

        Assert.Equal(whole.Units, restarted.Units);
    }

    [Fact]
    public void Allocate_LogTakesNothing_GivesNoArmAndThePositionToTheNext()
    {
        var journal = new MemoryJournal(SampleTrial.Started());
        var allocator = new Allocator(journal, SampleTrial.Seed, _clock);
        journal.Full = true;
        Assert.Throws<IOException>(() => allocator.Allocate("c1", "day/mobile", null));
        journal.Full = false;

        allocator.Allocate("c2", "day/mobile", null);
        allocator.Allocate("c1", "day/mobile", null);

        Assert.Equal([(0, "key-c2"), (1, "key-c1")], journal.Units.Select(u => (u.Unit, u.CallKey)));
        Assert.True(Verified(journal).Holds);
    }

    /// <summary>A disk that hangs has the event and may write it yet: its position goes to nobody else.</summary>
    [Fact]
    public void Allocate_DiskHangs_GivesNoArmAndThePositionToNobody()
    {
        var journal = new MemoryJournal(SampleTrial.Started());
        var allocator = new Allocator(journal, SampleTrial.Seed, _clock, TimeSpan.FromMilliseconds(10));
        journal.Disk = () => new TaskCompletionSource().Task;
        Assert.Throws<TrialException>(() => allocator.Allocate("c1", "day/mobile", null));
        journal.Disk = () => Task.CompletedTask;

        allocator.Allocate("c2", "day/mobile", null);

        Assert.Equal([(0, "key-c1"), (1, "key-c2")], journal.Units.Select(u => (u.Unit, u.CallKey)));
        Assert.True(Verified(journal).Holds);
    }

    [Fact]
    public void Allocate_NewVersionOfTheProtocol_BeginsItsBlocksAnewAndKeepsArmsGiven()
    {
        var journal = new MemoryJournal(SampleTrial.Started());
        var first = new Allocator(journal, SampleTrial.Seed, _clock).Allocate("c0", "day/mobile", null);
        journal.AppendAsync(new ProtocolChanged(SampleTrial.Noon, 2, SampleTrial.Json(p => p["block_sizes"] = new System.Text.Json.Nodes.JsonArray(6))));

        var allocator = new Allocator(journal, SampleTrial.Seed, _clock);

        Assert.Equal(first, allocator.Allocate("c0", "day/mobile", null));
        allocator.Allocate("c1", "day/mobile", null);
        Assert.Equal((2, 0L, 0L, 6), (journal.Units[1].ProtocolVersion, journal.Units[1].Unit, journal.Units[1].Block, journal.Units[1].BlockSize));
        Assert.True(Verified(journal).Holds);
    }

    [Fact]
    public void Allocate_AfterTheReveal_IsRefused()
    {
        var journal = new MemoryJournal(SampleTrial.Started(), new SeedRevealed(SampleTrial.Noon, SampleTrial.Seed.Hex));
        var allocator = new Allocator(journal, SampleTrial.Seed, _clock);

        Assert.True(allocator.IsOver);
        Assert.Throws<TrialException>(() => allocator.Allocate("c1", "day/mobile", null));
        Assert.Empty(journal.Units);
    }

    [Fact]
    public void Open_NoTrialOrAnotherSeed_IsRefusedByName()
    {
        Assert.Contains("trial init", Assert.Throws<TrialException>(() => new Allocator(new MemoryJournal(), SampleTrial.Seed, _clock)).Message, StringComparison.Ordinal);
        Assert.Contains("engagement", Assert.Throws<TrialException>(
            () => new Allocator(new MemoryJournal(SampleTrial.Started()), TrialSeed.Parse(new string('b', 64))!, _clock)).Message, StringComparison.Ordinal);
    }

    private static string Stratum(int i) => i % 3 == 0 ? "day/mobile" : "night/fixe";

    private static AllocationVerdict Verified(MemoryJournal journal) =>
        AllocationCheck.Run([.. journal.Events, new SeedRevealed(SampleTrial.Noon, SampleTrial.Seed.Hex)]);
}
