using System.Globalization;
using System.Security.Cryptography;
using Triage.Core.Assessment;
using Triage.Inference.TextEncoder;
using Triage.Training.Synthesis;

namespace Triage.Training.Heads;

/// <summary>
/// Trains the triage heads on synthetic calls: turn network on one part of the calls, call head on what that network makes of
/// another part (so that it sees serving's errors), calibration on a third. Both are averages of a few members. Seeded.
/// </summary>
public sealed class TriageTrainer(SentenceEncoder encoder, ContentLibrary content, TrainingOptions options)
{
    /// <summary>Share of the wanted probability that goes to the other defensible priorities.</summary>
    private const float AcceptableShare = 0.25f;

    /// <summary>Share of the wanted probability of a priority that goes to the levels beside it: regulators differ by one level, and a head that was never unsure says so too seldom.</summary>
    private const float NeighbourShare = 0.08f;

    /// <summary>Beginnings of each call that the call head also learns from, and their weight.</summary>
    private const int Prefixes = 2;
    private const float PrefixWeight = 0.35f;

    private const int CallsPerEncoding = 400;
    private const int TurnsPerReport = 2000;

    /// <exception cref="ArgumentException">The options are out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public TrainedModel Train(IProgress<TrainingProgress>? progress = null, CancellationToken cancellation = default)
    {
        options.Validate();
        var calls = Generate(progress, cancellation);
        var checkpoints = new TrainingCheckpoints(options.CheckpointFolder, options, calls);
        var forTurns = (int)(calls.Count * options.TurnShare);
        var heldOut = calls.Count - (int)(calls.Count * options.HeldOutShare);
        var (turnTraining, turnHeldOut) = EncodeTurns(calls, forTurns, heldOut, progress, cancellation);
        var members = new MemberTraining(options, progress);
        var turn = new TurnEnsemble(members.Run("turns", (own, report) => new TurnTraining(own, checkpoints, report).Run(turnTraining, turnHeldOut, cancellation), cancellation));
        var findingTemperature = TurnTraining.Calibrate(turn, turnHeldOut);
        var turns = turnTraining.Count;
        turnTraining.Clear();

        var callTraining = new List<CallExample>();
        var callHeldOut = new List<CallExample>();
        foreach (var part in Enumerable.Range(forTurns, calls.Count - forTurns).Chunk(CallsPerEncoding))
        {
            // Each part has its own corpus, so that memory does not grow with the number of calls.
            var exchanges = part.Select(i => SyntheticExchanges.Of(calls[i])).ToList();
            var corpus = new TurnCorpus(encoder);
            corpus.Add(exchanges.SelectMany(e => e), cancellation);
            var replay = new CallReplay(turn, findingTemperature, corpus);
            foreach (var (i, own) in part.Zip(exchanges))
                if (i < heldOut)
                    callTraining.AddRange(Examples(replay, calls[i], own, options.Seed + i));
                else
                    callHeldOut.Add(Target(replay.Features(own, own.Count), calls[i], 1));
            progress?.Report(new TrainingProgress("read", (part[^1] + 1 - forTurns) / (double)(calls.Count - forTurns), null));
        }
        var call = new CallEnsemble(members.Run("calls", (own, report) => new CallTraining(own, checkpoints, report).Run(callTraining, callHeldOut, cancellation), cancellation));
        var (motive, priority, care) = CallTraining.Calibrate(call, callHeldOut);

        var graph = HeadsExporter.Export(turn, call);
        var card = new TriageModelCard
        {
            GraphSha256 = Convert.ToHexStringLower(SHA256.HashData(graph)),
            Findings = [.. FindingCatalogue.All.Select(f => f.Code)],
            Motives = [.. MotiveCatalogue.All.Select(m => m.Code)],
            TurnFeatures = TurnFeatures.Version,
            CallFeatures = CallFeatures.Version,
            Seed = options.Seed,
            Calls = options.Calls,
            Members = options.Members,
            Temperatures = new(findingTemperature, motive, priority, care),
            Limits = new(Mention: CallReplay.ServedMention, Confidence: 0.4, Words: 8, Vital: 0.75, Urgency: 0.5),
        };
        var figures = HeldOut.Measure(graph, card, encoder, [.. calls.Skip(heldOut)]);
        checkpoints.Clear();
        return new TrainedModel(graph, card, figures, new TrainingData(forTurns, heldOut - forTurns, turns, checkpoints.CallsSha256, options));
    }

    /// <summary>What the turn networks learn from and are judged by. Only what is chosen is encoded.</summary>
    private (List<TurnExample> Training, List<TurnExample> HeldOut) EncodeTurns(
        List<SyntheticCall> calls, int forTurns, int heldOut, IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var source = calls.Take(forTurns).SelectMany(SyntheticExchanges.Of).ToList();
        var training = Distinct(source, options.MaxTurns);
        training.AddRange(SyntheticExchanges.Join(source, (int)(training.Count * options.Joined), new Random(options.Seed + 11)).DistinctBy(e => e.Key));
        var judged = Distinct(calls.Skip(heldOut).SelectMany(SyntheticExchanges.Of), options.MaxTurns / 8);
        var corpus = new TurnCorpus(encoder);
        var done = 0;
        foreach (var part in training.Concat(judged).Chunk(TurnsPerReport))
        {
            corpus.Add(part, cancellation);
            done += part.Length;
            progress?.Report(new TrainingProgress("encode", done / (double)(training.Count + judged.Count), $"{corpus.Distinct} distinct turns"));
        }
        return ([.. training.DistinctBy(e => e.Key).Select(corpus.Find).OfType<TurnExample>()], [.. judged.Select(corpus.Find).OfType<TurnExample>()]);
    }

    private List<SyntheticCall> Generate(IProgress<TrainingProgress>? progress, CancellationToken cancellation)
    {
        var judged = (int)(options.Calls * options.HeldOutShare);
        var calls = new List<SyntheticCall>(options.Calls);
        foreach (var call in NoisyCalls.Draw(content, options.Seed, options.Calls - judged, judged))
        {
            cancellation.ThrowIfCancellationRequested();
            calls.Add(call);
        }
        progress?.Report(new TrainingProgress("generate", 1, string.Create(CultureInfo.InvariantCulture, $"{calls.Count} calls, {calls.Sum(c => c.Turns.Count)} turns")));
        return calls;
    }

    /// <summary>Distinct turns; when there are too many, turns that say nothing go first.</summary>
    private List<LabelledExchange> Distinct(IEnumerable<LabelledExchange> exchanges, int most)
    {
        var distinct = exchanges.DistinctBy(e => e.Key).ToList();
        if (distinct.Count <= most)
            return distinct;
        var random = new Random(options.Seed + 7);
        return [.. distinct.Select(e => (Exchange: e, Order: random.NextDouble() + (e.Labels.Count > 0 ? 0 : 0.6))).OrderBy(e => e.Order).Take(most).Select(e => e.Exchange)];
    }

    private static IEnumerable<CallExample> Examples(CallReplay replay, SyntheticCall call, List<LabelledExchange> exchanges, int seed)
    {
        yield return Target(replay.Features(exchanges, exchanges.Count), call, 1);
        var random = new Random(seed);
        for (var p = 0; p < Prefixes && exchanges.Count > 1; p++)
            yield return Target(replay.Features(exchanges, random.Next(1, exchanges.Count)), call, PrefixWeight);
    }

    private static CallExample Target(float[] features, SyntheticCall call, float weight)
    {
        var motive = Soft(MotiveCatalogue.All.Select(m => m.Code).ToList(), call.Motive, call.AcceptableMotives);
        var priority = BesideToo(Soft(Enum.GetValues<Priority>(), call.Priority, call.AcceptablePriorities));
        var care = Soft(Enum.GetValues<CareLevel>(), call.CareLevel, []);
        return new CallExample(features, motive, priority, care, weight);
    }

    private static float[] Soft<T>(IReadOnlyList<T> scale, T wanted, IEnumerable<T> acceptable)
    {
        var others = acceptable.Where(a => !EqualityComparer<T>.Default.Equals(a, wanted)).Distinct().ToList();
        var main = others.Count > 0 ? 1 - AcceptableShare : 1;
        return [.. scale.Select(s => EqualityComparer<T>.Default.Equals(s, wanted) ? main : others.Contains(s) ? AcceptableShare / others.Count : 0)];
    }

    /// <summary>Gives each level's neighbours a little of its probability; "no priority" is no neighbour of the least urgent one.</summary>
    private static float[] BesideToo(float[] wanted)
    {
        var smooth = new float[wanted.Length];
        var last = (int)Priority.P3;
        smooth[^1] = wanted[^1];
        for (var level = 0; level <= last; level++)
        {
            int[] beside = [.. new[] { level - 1, level + 1 }.Where(n => n >= 0 && n <= last)];
            smooth[level] += wanted[level] * (1 - NeighbourShare);
            foreach (var neighbour in beside)
                smooth[neighbour] += wanted[level] * NeighbourShare / beside.Length;
        }
        return smooth;
    }
}
