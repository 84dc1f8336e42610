using Triage.Core.Assessment;
using Triage.Inference.TextEncoder;
using Triage.Inference.Triage;
using Triage.Tests;
using Triage.Training.Adaptation;
using Triage.Training.Heads;

namespace Triage.Training.Tests.Adaptation;

public sealed class SiteAdapterTests : IDisposable
{
    private readonly TriageModelCard _card = TriageModelFiles.ReadCard(TestPaths.InRoot("models", "triage", OnnxTriageModel.CardFile)).AsTrained();
    private readonly byte[] _graph = File.ReadAllBytes(TestPaths.InRoot("models", "triage", OnnxTriageModel.GraphFile));
    private readonly SentenceEncoder _encoder = SentenceEncoder.Load(TestPaths.InRoot("models", "text-encoder", "use-fr"));
    private readonly TriageHeads _heads;
    private readonly List<CallRecording> _samples;

    public SiteAdapterTests()
    {
        _heads = new TriageHeads(_graph, _card.Temperatures);
        var reader = new TurnReader(_encoder, _heads, _card.Temperatures.Finding);
        _samples = [.. LabelledCall.ReadAll(TestPaths.InRoot("samples", "calls.jsonl")).Select(c => CallRecording.Of(c, reader, _heads, _card))];
    }

    public void Dispose()
    {
        _heads.Dispose();
        _encoder.Dispose();
    }

    /// <summary>A recording played with other values says what the served model with those values says.</summary>
    [Fact]
    public void Replay_OtherTemperaturesAndThresholds_IsWhatTheServedModelSays()
    {
        var other = _card with { Temperatures = new(_card.Temperatures.Finding, 1.9, 2.3, 0.7), Limits = _card.Limits with { Vital = 0.3, Confidence = 0.6 } };
        using var model = new OnnxTriageModel(_encoder, _graph, other);
        foreach (var recording in _samples)
        {
            var (served, replayed) = (TriageEvaluator.Predict(model, recording.Call), recording.Replay(other.Temperatures, other.Limits));
            Assert.Equal(served.Distribution, replayed.Distribution);
            Assert.Equal((served.Priority, served.Reason, served.FirstP0S, served.Peak), (replayed.Priority, replayed.Reason, replayed.FirstP0S, replayed.Peak));
            Assert.Equal(served.Motives, replayed.Motives);
        }
    }

    /// <summary>The samples five times over, labelled against what the model says: probabilities must become more modest.</summary>
    [Fact]
    public void Adapt_LabelsTheModelIsWrongAbout_RaisesTheTemperature()
    {
        var wrong = Site(c => c.Replay(_card.Temperatures, _card.Limits).Distribution is var d && d[(int)Priority.P2] < 0.5 ? Priority.P2 : Priority.NR);
        var result = SiteAdapter.Adapt(wrong, _card, null);
        Assert.True(result.Temperatures.Priority > 2 * _card.Temperatures.Priority, $"{result.Temperatures.Priority}");
        Assert.Equal(_card.Temperatures.Finding, result.Temperatures.Finding);
        Assert.Equal((_card.Limits.Mention, _card.Limits.Words, _card.Limits.Urgency), (result.Limits.Mention, result.Limits.Words, result.Limits.Urgency));
        Assert.True(result.LeaveOneOut.Calibration.Brier < result.AsTrained.Calibration.Brier);
    }

    [Fact]
    public void Adapt_Budget_NoMoreAlertsOfTheModelThanItAllows()
    {
        var calls = Site(c => c.Call.Priority);
        Assert.Equal(AlertBudget.Never, SiteAdapter.Adapt(calls, _card, 0).Limits.Vital);
        var result = SiteAdapter.Adapt(calls, _card, 20);
        var alerts = calls.Count(c => c.Replay(result.Temperatures, result.Limits) is { FirstP0S: not null, Peak.ByRule: false });
        Assert.InRange(alerts, 0, 20 * calls.Count / 100);
    }

    [Fact]
    public void Adapt_FewCalls_IsRefused() => Assert.Contains("needs 30", Assert.Throws<InvalidDataException>(() => SiteAdapter.Adapt(_samples, _card, 5)).Message, StringComparison.Ordinal);

    [Fact]
    public void AsTrained_AdaptedCard_GivesBackTheSameFile()
    {
        var adapted = _card with { Temperatures = new(1, 2, 3, 4), Limits = _card.Limits with { Vital = 0.3 }, Adaptation = new(30, "00", 5, _card.Temperatures, _card.Limits) };
        Assert.NotEqual(TriageModelFiles.Serialise(_card), TriageModelFiles.Serialise(adapted));
        Assert.Equal(TriageModelFiles.Serialise(_card), TriageModelFiles.Serialise(adapted.AsTrained()));
    }

    private List<CallRecording> Site(Func<CallRecording, Priority> label) =>
        [.. Enumerable.Range(0, 5).SelectMany(_ => _samples).Select(c => c.Labelled(label(c)))];
}
