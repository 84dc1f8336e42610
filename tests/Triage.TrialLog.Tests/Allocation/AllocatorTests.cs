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

    /// <summary>A disk that fails after it has taken an event, or before: the log alone says where the trial stands.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Allocate_WriteFails_GivesNoArmAndNoPositionTwice(bool kept)
    {
        var journal = new MemoryJournal(SampleTrial.Started());
        var allocator = new Allocator(journal, SampleTrial.Seed, _clock);
        allocator.Allocate("c0", "day/mobile", null);
        if (kept)
            journal.After = () => throw new IOException("disk full");
        else
            journal.Before = () => throw new IOException("disk full");

        Assert.Throws<IOException>(() => allocator.Allocate("c1", "day/mobile", null));
        (journal.Before, journal.After) = (() => { }, () => { });
        allocator.Allocate("c2", "day/mobile", null);
        allocator.Allocate("c1", "day/mobile", null);

        Assert.Equal([0, 1, 2], journal.Units.Select(u => u.Unit));
        Assert.Equal(kept ? ["key-c0", "key-c1", "key-c2"] : ["key-c0", "key-c2", "key-c1"], journal.Units.Select(u => u.CallKey));
        Assert.True(Verified(journal).Holds);
    }

    [Fact]
    public void Allocate_NewVersionOfTheProtocol_BeginsItsBlocksAnewAndKeepsArmsGiven()
    {
        var journal = new MemoryJournal(SampleTrial.Started());
        var first = new Allocator(journal, SampleTrial.Seed, _clock).Allocate("c0", "day/mobile", null);
        journal.Append(new ProtocolChanged(SampleTrial.Noon, 2, SampleTrial.Json(p => p["block_sizes"] = new System.Text.Json.Nodes.JsonArray(6))));

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
