using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Speech;
using Triage.Inference.TextEncoder;
using Triage.Inference.Triage;
using Triage.Training.Heads;

namespace Triage.Server.Benchmarks;

/// <summary>The assessment: sentence encoder by length, trained heads, and whole turns of the sample calls.</summary>
internal sealed class AssessmentBenchmark(Stopclock clock, SentenceEncoder encoder, TriageHeads heads, ITriageModel model)
{
    private static readonly int[] TurnTokens = [16, 32, 64];

    /// <summary>Rows of one what-if call: the call as it is and some findings answered both ways.</summary>
    private const int Rows = 16;

    public IReadOnlyList<StageCost> Run(IReadOnlyList<LabelledCall> calls)
    {
        var stages = new List<StageCost>();
        string[] words = [.. calls.SelectMany(c => c.Turns).SelectMany(t => t.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        foreach (var tokens in TurnTokens)
        {
            var (exchange, text) = Turn(words, tokens);
            stages.Add(new("text_encoder", "call", tokens, "tokens", clock.Measure(() => { encoder.Encode(text); })));
            var encoded = encoder.Encode(text);
            stages.Add(new("turn_heads", "call", tokens, "tokens", clock.Measure(() => { heads.ReadTurn(encoded, exchange); })));
        }
        foreach (var rows in (int[])[1, Rows])
        {
            var features = new float[rows * CallFeatures.Count];
            stages.Add(new("call_heads", "call", rows, "rows", clock.Measure(() => { heads.Read(features, rows); })));
        }
        stages.Add(new("assessment", "turn", null, null, Turns(calls)));
        return stages;
    }

    /// <summary>An answer of the wanted number of tokens, marks of beginning and end included.</summary>
    private (TurnInput Input, TokenizedText Text) Turn(string[] words, int tokens)
    {
        for (var count = 1; count <= words.Length; count++)
        {
            var said = words.Take(count).Select((w, i) => new HeardWord(CallChannel.Caller, new RecognizedWord(w, i, i + 1, 1))).ToList();
            var input = new Exchange(1, [], said).ReadInput();
            var text = encoder.Tokenize([.. input.Words.Select(w => w.EncoderText)]);
            if (text.Ids.Length < tokens)
                continue;
            return (input, new TokenizedText([.. text.Ids.Take(tokens - 1), text.Ids[^1]], [.. text.WordOf.Take(tokens - 1), text.WordOf[^1]]));
        }
        throw new InvalidDataException($"the sample calls hold fewer than {tokens} tokens");
    }

    /// <summary>Every turn of every call as the appliance adds it; operators' turns, which only ask, are not counted.</summary>
    private Distribution Turns(IReadOnlyList<LabelledCall> calls)
    {
        var values = new List<double>();
        for (var round = 0; round < 2; round++)
        {
            values.Clear();
            foreach (var call in calls)
            {
                using var assessor = new TimedAssessor(model.Open(), clock.Time, values);
                foreach (var _ in LabelledCall.PlayAll(assessor, call.Turns))
                {
                }
            }
        }
        return Distribution.Of(values);
    }
}
