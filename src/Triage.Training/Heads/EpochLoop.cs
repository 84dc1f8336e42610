namespace Triage.Training.Heads;

/// <summary>
/// Epochs of one network with early stop: the weights that did best on held-out examples are kept. Goes on from a checkpoint; each
/// epoch draws its own random numbers, so that a resumed training ends with the same bits as one that was never stopped.
/// </summary>
/// <param name="Seed">Of the order of the examples and of dropout.</param>
/// <param name="Epochs">At most.</param>
/// <param name="Patience">Epochs without improvement before training stops.</param>
internal sealed record EpochLoop(string Name, int Seed, int Epochs, int Patience, TrainingCheckpoints Checkpoints)
{
    private const int EpochSeedStep = 7919;

    /// <summary>Steps made so far; the learning rate depends on it.</summary>
    public int Step { get; set; }

    /// <param name="epoch">Learns one epoch in the order and with the random numbers given.</param>
    /// <param name="heldOut">Loss on held-out examples.</param>
    /// <param name="report">Epoch (from 0) and held-out loss, after each epoch.</param>
    public void Run(IReadOnlyList<Parameter> parameters, int examples, Action<int[], Random> epoch, Func<double> heldOut, Action<int, double> report)
    {
        var state = new State(0, double.PositiveInfinity, 0);
        float[][] best = [.. parameters.Select(p => (float[])p.Value.Clone())];
        Checkpoints.TryRead(Name, reader =>
        {
            state = new State(reader.ReadInt32(), reader.ReadDouble(), reader.ReadInt32());
            Step = reader.ReadInt32();
            foreach (var parameter in parameters)
                parameter.Read(reader);
            foreach (var values in best)
                Parameter.ReadInto(values, reader);
        });
        while (state.Epoch < Epochs && state.Since < Patience)
        {
            var random = new Random(unchecked(Seed + EpochSeedStep * state.Epoch));
            var order = Enumerable.Range(0, examples).ToArray();
            random.Shuffle(order);
            epoch(order, random);
            var loss = heldOut();
            var better = loss < state.BestLoss;
            if (better)
                best = [.. parameters.Select(p => (float[])p.Value.Clone())];
            report(state.Epoch, loss);
            state = new State(state.Epoch + 1, better ? loss : state.BestLoss, better ? 0 : state.Since + 1);
            Checkpoints.Write(Name, writer =>
            {
                writer.Write(state.Epoch);
                writer.Write(state.BestLoss);
                writer.Write(state.Since);
                writer.Write(Step);
                foreach (var parameter in parameters)
                    parameter.Write(writer);
                foreach (var values in best)
                    Parameter.WriteFrom(values, writer);
            });
        }
        for (var i = 0; i < best.Length; i++)
            best[i].CopyTo(parameters[i].Value, 0);
    }

    private readonly record struct State(int Epoch, double BestLoss, int Since);
}
