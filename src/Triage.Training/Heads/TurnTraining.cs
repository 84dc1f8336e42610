using System.Globalization;
using System.Numerics.Tensors;
using Triage.Core.Assessment;

namespace Triage.Training.Heads;

/// <summary>Trains one turn network with AdamW, a warm-up and a cosine; keeps the weights that did best on held-out turns.</summary>
internal sealed class TurnTraining(TrainingOptions options, TrainingCheckpoints checkpoints, IProgress<TrainingProgress> progress)
{
    private const int Batch = 48;
    private const float Rate = 2.5e-3f;
    private const int WarmUp = 100;

    /// <summary>Epochs without improvement before training stops.</summary>
    private const int Patience = 2;

    public TurnNetwork Run(IReadOnlyList<TurnExample> training, IReadOnlyList<TurnExample> heldOut, CancellationToken cancellation)
    {
        var network = new TurnNetwork(options.Seed, options.Dropout) { EmbeddingScale = TurnCorpus.EmbeddingScale(training) };
        var steps = options.TurnEpochs * ((training.Count + Batch - 1) / Batch);
        var loop = new EpochLoop($"turns-{options.Seed}", options.Seed + 1, options.TurnEpochs, Patience, checkpoints);
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
                    var batch = order.Skip(from).Take(Batch).Select(i => training[i]).ToList();
                    sum += network.Learn(batch, random, gradients: true) * batch.Count;
                    loop.Step++;
                    var rate = Rate * Math.Min(1, loop.Step / (float)WarmUp) * (0.5f + 0.5f * MathF.Cos(MathF.PI * loop.Step / steps));
                    foreach (var parameter in network.Parameters)
                        parameter.Update(rate, loop.Step, 1);
                    if (loop.Step % 100 == 0)
                        progress.Report(new TrainingProgress("turns", loop.Step / (double)steps));
                }
            },
            () => Loss(network, heldOut),
            (epoch, loss) => progress.Report(new TrainingProgress("turns", loop.Step / (double)steps,
                string.Create(CultureInfo.InvariantCulture, $"epoch {epoch + 1}: loss {sum / training.Count:F4}, held out {loss:F4}"))));
        return network;
    }

    /// <summary>Mean loss of held-out turns.</summary>
    public static double Loss(TurnNetwork network, IReadOnlyList<TurnExample> examples) =>
        examples.Chunk(64).Sum(c => network.Learn(c, null, gradients: false) * c.Length) / Math.Max(1, examples.Count);

    /// <summary>The temperature that makes held-out logits most likely; a golden-section search would not do better than this grid.</summary>
    public static double FitTemperature(IEnumerable<(float[] Logits, int At, int Count, int Label)> rows)
    {
        var all = rows.ToList();
        var (best, bestLoss) = (1.0, double.PositiveInfinity);
        for (var temperature = 0.5; temperature <= 3.0; temperature *= 1.06)
        {
            var loss = 0.0;
            foreach (var (logits, at, count, label) in all)
            {
                var max = TensorPrimitives.Max<float>(logits.AsSpan(at, count));
                var sum = 0.0;
                for (var i = at; i < at + count; i++)
                    sum += Math.Exp((logits[i] - max) / temperature);
                loss += Math.Log(sum) - (logits[at + label] - max) / temperature;
            }
            if (loss < bestLoss)
                (best, bestLoss) = (temperature, loss);
        }
        return Math.Round(best, 4);
    }

    /// <summary>Temperature of the finding classes.</summary>
    public static double Calibrate(TurnEnsemble network, IReadOnlyList<TurnExample> heldOut)
    {
        var logits = network.ForwardAll(heldOut);
        var rows = new List<(float[], int, int, int)>();
        for (var i = 0; i < heldOut.Count; i++)
        {
            var labels = heldOut[i].Labels.ToDictionary(l => l.Finding, l => l.Label);
            for (var f = 0; f < FindingCatalogue.Count; f++)
                rows.Add((logits[i], f * TurnNetwork.Classes, TurnNetwork.Classes, labels.GetValueOrDefault(f)));
        }
        return FitTemperature(rows);
    }
}
