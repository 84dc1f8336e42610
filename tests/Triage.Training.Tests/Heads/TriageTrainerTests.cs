using Triage.Inference.TextEncoder;
using Triage.Inference.Triage;
using Triage.Tests;
using Triage.Training.Heads;
using Triage.Training.Synthesis;

namespace Triage.Training.Tests.Heads;

public sealed class TriageTrainerTests : IDisposable
{
    private static readonly TrainingOptions Small = new() { Calls = 60, TurnEpochs = 1, CallEpochs = 2, MaxTurns = 256, Joined = 0.1, Members = 2 };

    private readonly SentenceEncoder _encoder = SentenceEncoder.Load(TestPaths.InRoot("models", "text-encoder", "use-fr"));

    public void Dispose() => _encoder.Dispose();

    private sealed class Stages : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> All { get; } = [];

        public void Report(TrainingProgress value) => All.Add(value);
    }

    [Fact]
    public void Train_SameSeedOtherThreads_SameModelThatServes()
    {
        var content = ContentLibrary.LoadEmbedded();
        var stages = new Stages();
        var model = new TriageTrainer(_encoder, content, Small).Train(stages, TestContext.Current.CancellationToken);
        var again = new TriageTrainer(_encoder, content, Small with { Threads = 1 }).Train(null, TestContext.Current.CancellationToken);
        Assert.Equal(model.Card.GraphSha256, again.Card.GraphSha256);
        Assert.Equal(["generate", "encode", "turns", "read", "calls"], stages.All.Select(s => s.Stage).Distinct());
        Assert.All(stages.All, s => Assert.InRange(s.Done, 0, 1));
        Assert.All(stages.All.GroupBy(s => s.Stage), s => Assert.Equal(s.Select(p => p.Done).Order(), s.Select(p => p.Done)));
        Assert.Equal(2, model.Card.Members);

        using var served = new OnnxTriageModel(_encoder, model.Graph, model.Card);
        var quality = TriageEvaluator.Evaluate(served, LabelledCall.ReadAll(TestPaths.InRoot("samples", "calls.jsonl")));
        Assert.Equal(6, quality.Calls);
        Assert.Equal(6, quality.Confusion.Sum(row => row.Sum()));
    }

    [Fact]
    public void Train_StoppedAndResumed_SameBitsAndNothingLeftBehind()
    {
        var folder = Directory.CreateTempSubdirectory("training").FullName;
        var options = Small with { TurnEpochs = 2, CheckpointFolder = folder };
        var content = ContentLibrary.LoadEmbedded();
        using var stop = new CancellationTokenSource();
        var stopper = new Stopper(stop);
        Assert.Throws<OperationCanceledException>(() => new TriageTrainer(_encoder, content, options).Train(stopper, stop.Token));
        Assert.NotEmpty(Directory.EnumerateFiles(folder));
        var stages = new Stages();
        var resumed = new TriageTrainer(_encoder, content, options).Train(stages, TestContext.Current.CancellationToken);
        Assert.DoesNotContain(stages.All, s => s.Detail?.Contains("member 1, epoch 1:", StringComparison.Ordinal) == true && s.Stage == "turns");
        var straight = new TriageTrainer(_encoder, content, options with { CheckpointFolder = null }).Train(null, TestContext.Current.CancellationToken);
        Assert.Equal(straight.Card.GraphSha256, resumed.Card.GraphSha256);
        Assert.Equal(ModelCardWriter.Write(straight), ModelCardWriter.Write(resumed));
        Assert.False(Directory.Exists(folder));
    }

    [Fact]
    public void Card_OfATraining_NamesGraphDataAndLimits()
    {
        var model = new TriageTrainer(_encoder, ContentLibrary.LoadEmbedded(), Small with { Members = 1 }).Train(null, TestContext.Current.CancellationToken);
        var card = ModelCardWriter.Write(model);
        Assert.Contains(model.Card.GraphSha256, card, StringComparison.Ordinal);
        Assert.Contains(model.Data.CallsSha256, card, StringComparison.Ordinal);
        Assert.Contains("Not validated by clinicians", card, StringComparison.Ordinal);
        Assert.All(Triage.Core.Assessment.FindingCatalogue.All, f => Assert.Contains($"| {f.Code} |", card, StringComparison.Ordinal));
    }

    /// <summary>Stops the training after the first epoch of the first member.</summary>
    private sealed class Stopper(CancellationTokenSource stop) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value)
        {
            // Members train side by side: another one's first epoch would say nothing of the first's.
            if (value.Detail?.Contains("member 1, epoch 1:", StringComparison.Ordinal) == true)
                stop.Cancel();
        }
    }

    [Fact]
    public void Train_Cancelled_Stops()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.Throws<OperationCanceledException>(() => new TriageTrainer(_encoder, ContentLibrary.LoadEmbedded(), Small).Train(null, source.Token));
    }

    [Theory]
    [InlineData(10, 0.5, 0.1)]
    [InlineData(100, 0.95, 0.1)]
    [InlineData(100, 0.5, 0)]
    public void Options_OutOfRange_AreRefused(int calls, double turns, double heldOut) =>
        Assert.Throws<ArgumentException>(() => new TrainingOptions { Calls = calls, TurnShare = turns, HeldOutShare = heldOut }.Validate());

    [Theory]
    [InlineData(0, 1, 15)]
    [InlineData(9, 1, 15)]
    [InlineData(3, 0, 15)]
    [InlineData(3, 1, int.MaxValue)]
    public void Options_MembersOutOfRange_AreRefused(int members, int threads, int seed) =>
        Assert.Throws<ArgumentException>(() => new TrainingOptions { Members = members, Threads = threads, Seed = seed }.Validate());

    [Fact]
    public void Join_TwoExchanges_LabelsKeepTheirWords()
    {
        var exchanges = new CallGenerator(4, ContentLibrary.LoadEmbedded()).Generate(60).SelectMany(SyntheticExchanges.Of).ToList();
        var joined = SyntheticExchanges.Join(exchanges, 200, new Random(2));
        Assert.Equal(200, joined.Count);
        Assert.All(joined, j =>
        {
            Assert.Equal(j.Labels.Count, j.Labels.Select(l => l.Finding).Distinct().Count());
            Assert.All(j.Labels.SelectMany(l => l.ProofWords), w => Assert.InRange(w, 0, j.Input.Words.Count - 1));
        });
        Assert.Contains(joined, j => j.Labels.Count > 1);
    }

    [Fact]
    public void SyntheticExchanges_GeneratedCalls_EveryProofLiesInItsTurn()
    {
        var count = 0;
        foreach (var call in new CallGenerator(5, ContentLibrary.LoadEmbedded()).Generate(40))
            foreach (var exchange in SyntheticExchanges.Of(call))
                foreach (var label in exchange.Labels)
                {
                    Assert.InRange(label.Label, 1, 3);
                    Assert.NotEmpty(label.ProofWords);
                    Assert.All(label.ProofWords, w => Assert.InRange(w, 0, exchange.Input.Words.Count - 1));
                    count++;
                }
        Assert.True(count > 100, $"only {count} labels");
    }
}
