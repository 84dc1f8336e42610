using System.Globalization;

namespace Triage.Training.Heads;

/// <summary>Trains one call head; keeps the weights that did best on held-out calls.</summary>
internal sealed class CallTraining(TrainingOptions options, TrainingCheckpoints checkpoints, IProgress<TrainingProgress> progress)
{
    private const int Batch = 64;
    private const float Rate = 1.5e-3f;
    private const int Patience = 4;

    public CallNetwork Run(IReadOnlyList<CallExample> training, IReadOnlyList<CallExample> heldOut, CancellationToken cancellation)
    {
        var network = new CallNetwork(options.Seed + 2);
        var steps = options.CallEpochs * ((training.Count + Batch - 1) / Batch);
        var loop = new EpochLoop($"calls-{options.Seed}", options.Seed + 3, options.CallEpochs, Patience, checkpoints);
        var sum = 0.0;
        loop.Run(
            network.Parameters,
            training.Count,
            (order, random) =>
            {
                sum = 0;
                for (var from = 0; from < order.Length; from += Batch)
                {
                    cancellation.ThrowIfCancellationRequested();
                    sum += network.Learn([.. order.Skip(from).Take(Batch).Select(i => training[i])], random);
                    loop.Step++;
                    var rate = Rate * Math.Min(1, loop.Step / 50f) * (0.5f + 0.5f * MathF.Cos(MathF.PI * loop.Step / steps));
                    foreach (var parameter in network.Parameters)
                        parameter.Update(rate, loop.Step, 1);
                }
            },
            () => Loss(network, heldOut),
            (epoch, loss) => progress.Report(new TrainingProgress("calls", loop.Step / (double)steps,
                string.Create(CultureInfo.InvariantCulture, $"epoch {epoch + 1}: loss {sum / Math.Max(1, training.Count / Batch):F4}, held out {loss:F4}"))));
        return network;
    }

    /// <summary>Temperatures of motive, priority and care level.</summary>
    public static (double Motive, double Priority, double Care) Calibrate(CallEnsemble network, IReadOnlyList<CallExample> heldOut)
    {
        var logits = network.Forward([.. heldOut.Select(e => e.Features)]);
        double Fit(int first, int count, Func<CallExample, float[]> wanted) =>
            TurnTraining.FitTemperature(heldOut.Select((e, i) => (logits, i * CallNetwork.PaddedOutputs + first, count, Array.IndexOf(wanted(e), wanted(e).Max()))));
        return (
            Fit(0, CallNetwork.Motives, e => e.Motive),
            Fit(CallNetwork.Motives, CallNetwork.Priorities, e => e.Priority),
            Fit(CallNetwork.Motives + CallNetwork.Priorities, CallNetwork.Cares, e => e.Care));
    }

    private static double Loss(CallNetwork network, IReadOnlyList<CallExample> examples)
    {
        if (examples.Count == 0)
            return 0;
        var logits = network.Forward([.. examples.Select(e => e.Features)]);
        var loss = 0.0;
        for (var i = 0; i < examples.Count; i++)
        {
            var row = i * CallNetwork.PaddedOutputs;
            loss += Cross(logits, row, examples[i].Motive) + Cross(logits, row + CallNetwork.Motives, examples[i].Priority)
                + Cross(logits, row + CallNetwork.Motives + CallNetwork.Priorities, examples[i].Care);
        }
        return loss / examples.Count;
    }

    private static double Cross(float[] logits, int at, float[] wanted)
    {
        var max = logits.AsSpan(at, wanted.Length).ToArray().Max();
        var log = Math.Log(Enumerable.Range(at, wanted.Length).Sum(i => Math.Exp(logits[i] - max))) + max;
        return wanted.Select((w, i) => w * (log - logits[at + i])).Sum();
    }
}
