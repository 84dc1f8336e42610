using System.Numerics.Tensors;
using Triage.Core.Assessment;
using Triage.Inference.TextEncoder;

namespace Triage.Inference.Triage;

/// <summary>From an exchange to what it says of each finding: encoder, turn network, evidence. Thread-safe.</summary>
public sealed class TurnReader(SentenceEncoder encoder, TriageHeads heads, double temperature) : IExchangeReader
{
    /// <summary>Mentions less probable than this leave no trace in the state of the call.</summary>
    public const double LeastMention = 0.1;

    private const int Classes = 4;

    /// <summary>The reading, or null when the exchange holds no word.</summary>
    public (TurnReading Reading, TurnInput Input)? Read(Exchange exchange)
    {
        var input = exchange.ReadInput();
        if (input.AnswerCount == 0)
            return null;
        var text = encoder.Tokenize([.. input.Words.Select(w => w.EncoderText)]);
        if (text.PieceCount == 0)
            return null;
        var encoded = encoder.Encode(text);
        return (Interpret(exchange, input, encoded, heads.ReadTurn(encoded, input), temperature), input);
    }

    /// <summary>From raw outputs to mentions; shared with training, which computes the outputs itself.</summary>
    public static TurnReading Interpret(Exchange exchange, TurnInput input, EncodedText encoded, TurnOutputs outputs, double temperature) =>
        Interpret(exchange, input, encoded.Text.WordOf, encoded.Sentence, outputs, temperature);

    /// <inheritdoc cref="Interpret(Exchange, TurnInput, EncodedText, TurnOutputs, double)"/>
    public static TurnReading Interpret(Exchange exchange, TurnInput input, int[] wordOf, float[] sentence, TurnOutputs outputs, double temperature)
    {
        var mentions = new List<FindingMention>();
        Span<float> p = stackalloc float[Classes];
        var attention = new float[input.Words.Count];
        for (var f = 0; f < FindingCatalogue.Count; f++)
        {
            TensorPrimitives.Divide(outputs.Logits.AsSpan(f * Classes, Classes), (float)temperature, p);
            TensorPrimitives.SoftMax(p, p);
            if (1 - p[0] < LeastMention)
                continue;
            Array.Clear(attention);
            for (var t = 0; t < wordOf.Length; t++)
                if (wordOf[t] >= 0)
                    attention[wordOf[t]] += outputs.Attention[f * wordOf.Length + t];
            var evidence = EvidenceSpan.Quote(exchange, input, attention);
            if (evidence.Count > 0)
                mentions.Add(new FindingMention(f, p[1], p[2], p[3], evidence));
        }
        return new TurnReading(exchange.Id, mentions, sentence, input.AnswerCount);
    }
}
