using Triage.TrialLog.Allocation;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Tests.Allocation;

public sealed class AllocationSequenceTests
{
    private const int Many = 100_000;

    // Computed from docs/trial.md by a Python script of its own (hmac, hashlib), not by this code; V visible, S shadow.
    [Theory]
    [InlineData(1, "night/mobile", 0, "4,6,8", 1, 1, "VVSS")]
    [InlineData(1, "night/mobile", 1, "4,6,8", 1, 1, "VSVSVSVS")]
    [InlineData(1, "night/mobile", 2, "4,6,8", 1, 1, "SSVSSVVV")]
    [InlineData(1, "day/other", 0, "4,6,8", 1, 1, "SSVV")]
    [InlineData(2, "night/mobile", 0, "4,6,8", 1, 1, "SSSSVVVV")]
    [InlineData(1, "all", 0, "6,9", 2, 1, "VVVSVS")]
    [InlineData(1, "all", 1_000_000, "6,9", 2, 1, "VVSVVS")]
    [InlineData(1, "all", 0, "64", 1, 1, "VSSVSSVSVSVVSVVVSSVVSSVSVSVVSSSVSSSSVSVSVSVSVVVSVVSSVSSVSVVVVVSS")]
    public void Block_ReferenceVectors_AreThoseOfAnotherProgram(int version, string stratum, long block, string sizes, int visible, int shadow, string expected)
    {
        var protocol = Protocol(sizes, visible, shadow);

        Assert.Equal(expected, Text(AllocationSequence.Block(SampleTrial.Seed.Value, protocol, version, stratum, block)));
    }

    [Fact]
    public void Commitment_ReferenceVector_IsThatOfAnotherProgram() =>
        Assert.Equal("9c3c16b253d1c736551cd4385146aa13811d8ccf92d48ff90e572ffa669094eb", SampleTrial.Seed.CommitmentTo("essai-samu-34"));

    [Theory]
    [InlineData("4,6,8", 1, 1)]
    [InlineData("3", 2, 1)]
    [InlineData("5,10", 1, 4)]
    public void Block_AnyStratum_IsBalancedAsTheRatioSays(string sizes, int visible, int shadow)
    {
        var protocol = Protocol(sizes, visible, shadow);
        var drawn = new HashSet<int>();
        foreach (var stratum in (string[])["day/mobile", "day/fixe", "night/other"])
            for (var block = 0; block < 500; block++)
            {
                var arms = AllocationSequence.Block(SampleTrial.Seed.Value, protocol, 1, stratum, block);
                drawn.Add(arms.Length);
                Assert.Equal(arms.Length * visible, arms.Count(a => a == TrialArm.Visible) * (visible + shadow));
            }
        Assert.Equal(protocol.BlockSizes, drawn.Order());
    }

    /// <summary>Six orders of a block of four, three sizes: each as often as chance has it (chi-squared, 99.9 %).</summary>
    [Fact]
    public void Block_OrdersAndSizes_AreEquallyLikely()
    {
        var four = Protocol("4", 1, 1);
        var orders = Enumerable.Range(0, 12_000).GroupBy(b => Text(AllocationSequence.Block(SampleTrial.Seed.Value, four, 1, "all", b))).Select(g => g.Count()).ToList();
        Assert.Equal(6, orders.Count);
        Assert.True(ChiSquared(orders, 2000) < 20.5, $"chi-squared {ChiSquared(orders, 2000):F1}"); // 5 degrees of freedom

        var mixed = Protocol("4,6,8", 1, 1);
        var sizes = Enumerable.Range(0, 12_000).GroupBy(b => AllocationSequence.Block(SampleTrial.Seed.Value, mixed, 1, "all", b).Length).Select(g => g.Count()).ToList();
        Assert.True(ChiSquared(sizes, 4000) < 13.8, $"chi-squared {ChiSquared(sizes, 4000):F1}"); // 2 degrees of freedom
    }

    /// <summary>
    /// Beyond its block (at most 8 units) a unit tells nothing of another: over 100,000 units no lag from 8 to 400 correlates by more
    /// than 5 standard errors, nor do two strata, nor two versions, nor two seeds.
    /// </summary>
    [Fact]
    public void Arms_OfManyUnits_TellNothingBeyondTheirBlock()
    {
        var bound = 5 / Math.Sqrt(Many);
        var arms = Sequence(SampleTrial.Seed, 1, "day/mobile");
        for (var lag = 8; lag <= 400; lag++)
            Assert.True(Math.Abs(Correlation(arms.AsSpan(0, Many - lag), arms.AsSpan(lag))) < bound, $"lag {lag}");
        var otherSeed = TrialSeed.Parse(new string('a', 64))!;
        foreach (var other in (int[][])[Sequence(SampleTrial.Seed, 1, "day/fixe"), Sequence(SampleTrial.Seed, 2, "day/mobile"), Sequence(otherSeed, 1, "day/mobile")])
            Assert.True(Math.Abs(Correlation(arms, other)) < bound);
    }

    /// <summary>Who knows every arm so far and guesses the rarer one is right as often as with blocks drawn by the system's generator, within 5 standard errors.</summary>
    [Fact]
    public void Arms_GuessedFromThePast_AreNoEasierThanAnyPermutedBlocks()
    {
        var random = new Random(7);
        var reference = new List<int>();
        while (reference.Count < Many)
        {
            var block = Enumerable.Range(0, 4 + 2 * random.Next(3)).Select(i => i % 2 == 0 ? 1 : -1).ToArray();
            random.Shuffle(block);
            reference.AddRange(block);
        }
        var expected = Guessed([.. reference.Take(Many)]);

        Assert.InRange(Guessed(Sequence(SampleTrial.Seed, 1, "night/fixe")), expected - 5 * 0.5 / Math.Sqrt(Many), expected + 5 * 0.5 / Math.Sqrt(Many));
        Assert.InRange(expected, 0.5, 0.75);
    }

    private static TrialProtocol Protocol(string sizes, int visible, int shadow) => SampleTrial.Protocol(p =>
    {
        p["block_sizes"] = new System.Text.Json.Nodes.JsonArray([.. sizes.Split(',').Select(s => System.Text.Json.Nodes.JsonValue.Create(int.Parse(s, System.Globalization.CultureInfo.InvariantCulture)))]);
        p["ratio"]!["visible"] = visible;
        p["ratio"]!["shadow"] = shadow;
    });

    private static string Text(TrialArm[] arms) => string.Concat(arms.Select(a => a == TrialArm.Visible ? 'V' : 'S'));

    private static int[] Sequence(TrialSeed seed, int version, string stratum)
    {
        var protocol = Protocol("4,6,8", 1, 1);
        var arms = new List<int>(Many + 8);
        for (var block = 0; arms.Count < Many; block++)
            arms.AddRange(AllocationSequence.Block(seed.Value, protocol, version, stratum, block).Select(a => a == TrialArm.Visible ? 1 : -1));
        return [.. arms.Take(Many)];
    }

    private static double Correlation(ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        var sum = 0L;
        for (var i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum / (double)a.Length;
    }

    private static double Guessed(int[] arms)
    {
        var (right, balance) = (0.0, 0);
        foreach (var arm in arms)
        {
            right += balance == 0 ? 0.5 : Math.Sign(-balance) == arm ? 1 : 0;
            balance += arm;
        }
        return right / arms.Length;
    }

    private static double ChiSquared(IEnumerable<int> counts, double expected) => counts.Sum(c => (c - expected) * (c - expected) / expected);
}
