namespace Triage.Training.Synthesis;

/// <summary>The calls of a training: part to learn from, part to judge by with sentences that no training sees, most with errors of recognition.</summary>
public static class NoisyCalls
{
    /// <summary>Recogniser error rates drawn for a call; clean calls stand for reference words.</summary>
    private static readonly double[] s_noiseRates = [0, 0, 0.05, 0.1, 0.15, 0.25];

    /// <summary>Between the seeds of the training calls and of the held-out calls: the judged calls are no reruns of the plans that training saw.</summary>
    private const ulong HeldOutSeed = 1_000_003;

    /// <summary>Calls to learn from, then calls to judge by. Equal arguments give equal calls on any machine.</summary>
    public static IEnumerable<SyntheticCall> Draw(ContentLibrary content, int seed, int learnt, int judged)
    {
        ArgumentNullException.ThrowIfNull(content);
        var noise = new RecognizerNoise(content);
        var random = new Random(seed);
        var (training, heldOut) = content.Split();
        var source = new CallGenerator((ulong)seed, training).Generate(learnt).Concat(new CallGenerator((ulong)seed + HeldOutSeed, heldOut).Generate(judged));
        foreach (var call in source)
        {
            var rate = s_noiseRates[random.Next(s_noiseRates.Length)];
            yield return rate > 0 ? noise.Apply(call, rate, (ulong)seed) : call;
        }
    }
}
