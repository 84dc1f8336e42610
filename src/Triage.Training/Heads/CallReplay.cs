using Triage.Core.Assessment;
using Triage.Inference.Triage;

namespace Triage.Training.Heads;

/// <summary>Plays a synthetic call through the trained turn networks and the state of a call: the call head's training input.</summary>
internal sealed class CallReplay(TurnEnsemble network, double temperature, TurnCorpus corpus)
{
    /// <summary>Probability from which a finding counts as talked about; F1 on held-out calls is flat from 0.35 to 0.65 and highest there.</summary>
    public const double MentionThreshold = 0.5;

    private readonly Dictionary<TurnExample, TurnOutputs> _outputs = new(ReferenceEqualityComparer.Instance);

    /// <summary>Features after the first exchanges of a call.</summary>
    public float[] Features(IReadOnlyList<LabelledExchange> exchanges, int count)
    {
        var state = new AssessmentState(MentionThreshold);
        foreach (var exchange in exchanges.Take(count))
        {
            if (corpus.Find(exchange) is not { } example)
                continue;
            if (!_outputs.TryGetValue(example, out var outputs))
            {
                var (logits, attention) = network.Forward(example);
                _outputs[example] = outputs = new TurnOutputs(logits, attention);
            }
            state.Record(TurnReader.Interpret(exchange.Exchange, exchange.Input, example.WordOf, example.Sentence, outputs, temperature), exchange.Input);
        }
        var features = new float[CallFeatures.Count];
        CallFeatures.Write(state, features);
        return features;
    }
}
