using Microsoft.Extensions.Time.Testing;
using Triage.TrialLog.Allocation;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Tests.Allocation;

public sealed class AllocationCheckTests
{
    private const int Units = 40;

    [Theory]
    [InlineData("randomised")]
    [InlineData("shadow")]
    [InlineData("visible")]
    public void Run_AsItWas_Holds(string mode) => Assert.Equal(new AllocationVerdict(Units, null), AllocationCheck.Run(Trial(mode)));

    /// <summary>Whatever is altered in whichever allocation, that unit is the one named.</summary>
    [Theory]
    [InlineData("arm")]
    [InlineData("unit")]
    [InlineData("block")]
    [InlineData("position")]
    [InlineData("size")]
    [InlineData("stratum")]
    [InlineData("version")]
    public void Run_OneAllocationAltered_NamesIt(string what)
    {
        var events = Trial("randomised");
        for (var i = 1; i <= Units; i++)
        {
            var unit = (UnitAllocated)events[i];
            var altered = what switch
            {
                "arm" => unit with { Arm = unit.Arm == TrialArm.Shadow ? TrialArm.Visible : TrialArm.Shadow },
                "unit" => unit with { Unit = unit.Unit + 1 },
                "block" => unit with { Block = unit.Block + 1 },
                "position" => unit with { Position = unit.Position + 1 },
                "size" => unit with { BlockSize = unit.BlockSize + 2 },
                "stratum" => unit with { Stratum = unit.Stratum + "x" },
                _ => unit with { ProtocolVersion = 2 },
            };

            var verdict = AllocationCheck.Run([.. events.Take(i), altered, .. events.Skip(i + 1)]);

            // A first unit of a stratum may have the same place in another, but then hardly the same block.
            if (what == "stratum" && verdict.Fault?.Contains(unit.CallKey, StringComparison.Ordinal) != true)
                Assert.True(verdict.Units >= i - 1 && !verdict.Holds, verdict.Fault);
            else
                Assert.Contains($"appel {unit.CallKey})", verdict.Fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Run_AllocationLeftOutOrTwice_IsFound()
    {
        var events = Trial("randomised");
        for (var i = 1; i < Units - 1; i++)
        {
            Assert.False(AllocationCheck.Run([.. events.Take(i), .. events.Skip(i + 1)]).Holds);
            Assert.Contains("avait déjà un bras", AllocationCheck.Run([.. events.Take(i + 1), events[i], .. events.Skip(i + 1)]).Fault, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Run_OtherSeedOrCommitment_IsNamed()
    {
        var events = Trial("randomised");
        Assert.Contains("engagement", AllocationCheck.Run([.. events.SkipLast(1), new SeedRevealed(SampleTrial.Noon, new string('0', 64))]).Fault, StringComparison.Ordinal);
        Assert.Contains("64 chiffres", AllocationCheck.Run([.. events.SkipLast(1), new SeedRevealed(SampleTrial.Noon, "abc")]).Fault, StringComparison.Ordinal);
        Assert.Contains("pas encore révélée", AllocationCheck.Run([.. events.SkipLast(1)]).Fault, StringComparison.Ordinal);
        Assert.Contains("publié n'est pas", AllocationCheck.Run(events, new string('0', 64)).Fault, StringComparison.Ordinal);
        Assert.True(AllocationCheck.Run(events, SampleTrial.Seed.CommitmentTo(SampleTrial.Name).ToUpperInvariant()).Holds);
        Assert.Contains("ne commence pas", AllocationCheck.Run([]).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_AllocatedAfterTheReveal_IsNamed()
    {
        var events = Trial("randomised");
        var verdict = AllocationCheck.Run([.. events.SkipLast(2), events[^1], events[^2]]);

        Assert.Contains("après la révélation", verdict.Fault, StringComparison.Ordinal);
    }

    private static List<TrialEvent> Trial(string mode)
    {
        var journal = new MemoryJournal(SampleTrial.Started(p => p["mode"] = mode));
        var allocator = new Allocator(journal, SampleTrial.Seed, new FakeTimeProvider(SampleTrial.Noon));
        for (var i = 0; i < Units; i++)
            allocator.Allocate($"c{i}", i % 3 == 0 ? "day/mobile" : "night/fixe", i % 4 == 0 ? i : null);
        return [.. journal.Events, new SeedRevealed(SampleTrial.Noon, SampleTrial.Seed.Hex)];
    }
}
