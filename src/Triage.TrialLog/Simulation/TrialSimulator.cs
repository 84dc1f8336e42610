using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Triage.TrialLog.Records;
using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Simulation;

/// <summary>
/// A trial that never took place: calls of operators who differ, allocated in permuted blocks within strata, with a known effect of
/// the shown alert. Every call carries <see cref="SimulatedMark"/>. The same plan gives the same calls.
/// </summary>
public static class TrialSimulator
{
    private static readonly int[] s_blockSizes = [2, 4, 6];

    public static IEnumerable<CallDossier> Run(SimulationPlan plan) => Units(plan).Select(u => u.Dossier);

    /// <summary>The same with the place of each call in its block, which a dossier does not hold.</summary>
    internal static IEnumerable<(CallDossier Dossier, int Position, int BlockSize)> Units(SimulationPlan plan)
    {
        plan.Checked();
        var random = new SeededRandom(plan.Seed);
        var operators = Enumerable.Range(0, plan.Operators).Select(i => SimulatedOperator.Draw(plan, random, i)).ToArray();
        var load = operators.Sum(o => o.Load);
        var blocks = new Dictionary<string, StratumBlocks>(StringComparer.Ordinal);
        var span = TimeSpan.FromDays(7 * plan.Weeks);
        for (var i = 0; i < plan.Calls; i++)
        {
            var at = plan.Start + TimeSpan.FromMilliseconds(Math.Floor((span * ((i + random.Uniform()) / plan.Calls)).TotalMilliseconds));
            var who = Pick(operators, load, random);
            var vital = random.Chance(plan.VitalShare);
            var course = SimulatedCourse.Draw(plan, random, vital, who.Shift);
            var origin = random.Chance(0.8) ? "mobile" : "fixe";
            var stratum = $"{(at.Hour is >= 8 and < 20 ? "jour" : "nuit")}/{origin}";
            if (!blocks.TryGetValue(stratum, out var block))
                blocks[stratum] = block = new();
            var key = Key(plan, "call", i);
            var allocation = block.Next(random, key, stratum, at);
            yield return (SimulatedDossier.Build(plan, random, new(key, i, at, who, course, allocation, origin)), block.Position, block.Size);
        }
    }

    /// <summary>The outages of <see cref="Run"/>: each call that one touched, for as long as it lasted.</summary>
    public static IEnumerable<OutageRecord> Outages(SimulationPlan plan) => Run(plan).Where(SimulatedDossier.TouchedByOutage)
        .Select(d => new OutageRecord(d.Call.CallKey, "stopped", d.Call.StartedAt, d.Call.EndedAt));

    internal static string Key(SimulationPlan plan, string kind, int number) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{plan.Seed}/{kind}/{number}"))))[..32];

    private static SimulatedOperator Pick(SimulatedOperator[] operators, double load, SeededRandom random)
    {
        var left = random.Uniform() * load;
        foreach (var one in operators)
            if ((left -= one.Load) < 0)
                return one;
        return operators[^1];
    }

    private sealed class StratumBlocks
    {
        private readonly Queue<TrialArm> _left = new();
        private long _unit, _block = -1;

        public int Size { get; private set; }

        /// <summary>Of the unit that was allocated last, from 0.</summary>
        public int Position => Size - _left.Count - 1;

        public AllocationRecord Next(SeededRandom random, string key, string stratum, DateTimeOffset at)
        {
            if (_left.Count == 0)
            {
                _block++;
                Size = s_blockSizes[random.Below(s_blockSizes.Length)];
                var arms = Enumerable.Range(0, Size).Select(i => i % 2 == 0 ? TrialArm.Shadow : TrialArm.Visible).ToArray();
                for (var i = Size - 1; i > 0; i--)
                {
                    var j = random.Below(i + 1);
                    (arms[i], arms[j]) = (arms[j], arms[i]);
                }
                foreach (var arm in arms)
                    _left.Enqueue(arm);
            }
            return new(key, 1, stratum, _unit++, null, _block, _left.Dequeue(), at);
        }
    }
}

/// <summary>An operator of the simulation.</summary>
/// <param name="Load">How many calls compared with others.</param>
/// <param name="Shift">Added to the logarithm of the time to recognition.</param>
internal sealed record SimulatedOperator(string Key, double Load, double Shift, double ExperienceYears)
{
    public static SimulatedOperator Draw(SimulationPlan plan, SeededRandom random, int number) => new(
        TrialSimulator.Key(plan, "operator", number), 0.5 + random.Uniform(), plan.OperatorSpread * random.Normal(), Math.Round(1 + 15 * random.Uniform(), 1));
}
