namespace Triage.Training.Heads;

/// <summary>How the heads are trained. The defaults gave the embedded model.</summary>
public sealed record TrainingOptions
{
    /// <summary>Synthetic calls to generate.</summary>
    public int Calls { get; init; } = 20000;

    /// <summary>Seeds the generator, the noise, the weights and the order of the examples; at most 2,000,000,000.</summary>
    public int Seed { get; init; } = 15;

    /// <summary>
    /// Networks of each kind, averaged: seeds Seed, Seed + 1000, ... for weights, dropout and order; the calls are the same. 1 to 8.
    /// </summary>
    public int Members { get; init; } = 3;

    /// <summary>Members trained at the same time, each on one thread; changes the duration and no weight.</summary>
    public int Threads { get; init; } = 2;

    /// <summary>
    /// Passes over the turns at most; training stops earlier when held-out turns no longer improve. In a small training the seventh and
    /// eighth pass lowered the held-out loss by less than 1 %.
    /// </summary>
    public int TurnEpochs { get; init; } = 6;

    /// <summary>Passes over the calls at most.</summary>
    public int CallEpochs { get; init; } = 20;

    /// <summary>Largest number of distinct turns the turn network learns from.</summary>
    public int MaxTurns { get; init; } = 40000;

    /// <summary>Turns added by joining the statements of two calls, as a share of the turns: real turns are longer than written ones.</summary>
    public double Joined { get; init; } = 0.4;

    public TurnDropout Dropout { get; init; } = new();

    /// <summary>Where an unfinished training is kept, to go on from; null: nowhere.</summary>
    public string? CheckpointFolder { get; init; }

    /// <summary>Share of calls that train the turn network; as many again minus the held-out ones train the call head.</summary>
    public double TurnShare { get; init; } = 0.6;

    /// <summary>Share of calls held out for calibration and the figures.</summary>
    public double HeldOutShare { get; init; } = 0.06;

    /// <exception cref="ArgumentException">A value is outside its range; the message names it.</exception>
    public void Validate()
    {
        if (Calls < 50)
            throw new ArgumentException($"calls: {Calls} is below 50");
        if (Members is < 1 or > 8 || Threads < 1)
            throw new ArgumentException("members must be 1 to 8, threads at least 1");
        if (Seed > 2_000_000_000)
            throw new ArgumentException($"seed: {Seed} is above 2,000,000,000");
        if (TurnEpochs < 1 || CallEpochs < 1 || MaxTurns < 64)
            throw new ArgumentException("turn epochs, call epochs and turns must be at least 1, 1 and 64");
        if (TurnShare is not (> 0 and < 1) || HeldOutShare is not (> 0 and < 0.5) || TurnShare + HeldOutShare >= 1)
            throw new ArgumentException("shares of calls must be positive and leave some for the call head");
    }
}

/// <summary>Where training is, for whoever waits.</summary>
/// <param name="Stage">generate, encode, turns, read, calls; in this order.</param>
/// <param name="Done">Share of the stage in [0,1].</param>
/// <param name="Detail">A figure worth a line, or null.</param>
public sealed record TrainingProgress(string Stage, double Done, string? Detail = null);

/// <summary>The trained model and how it does on held-out synthetic calls.</summary>
public sealed record TrainedModel(byte[] Graph, Core.Assessment.TriageModelCard Card, HeldOutFigures Figures, TrainingData Data);
