using BenchmarkDotNet.Attributes;
using Triage.Core.Speech;

namespace Triage.Benchmarks;

/// <summary>The rules of listening and the texts, for an utterance of 24 tokens.</summary>
[MemoryDiagnoser]
public class SpeechBenchmarks
{
    private const int TokenCount = 24;

    private readonly Endpointer _endpointer = new(new SpeechOptions());
    private readonly RecognizedToken[] _tokens = ScriptedListener.Tokens(TokenCount);
    private readonly RecognizedToken[] _shorter = ScriptedListener.Tokens(TokenCount - 4);
    private readonly int[] _ids = [.. ScriptedListener.Tokens(TokenCount).Select(t => t.Id)];
    private int _frame;

    [Benchmark]
    public EndpointDecision Endpointer_Frame() => _endpointer.Advance(_frame++ % 160 < 128 ? 0.9f : 0.1f);

    [Benchmark]
    public string Detokenise_Decode() => ScriptedListener.Words.Decode(_ids);

    [Benchmark]
    public string Detokenise_Text() => ScriptedListener.Words.Text(_tokens, 0, _tokens.Length);

    /// <summary>A new utterance, two hypotheses and the draft of the third.</summary>
    [Benchmark]
    public int LocalAgreement_Utterance()
    {
        var agreement = new LocalAgreement(ScriptedListener.Words);
        agreement.Observe(_shorter);
        agreement.Observe(_tokens);
        return agreement.Committed.Count + agreement.Draft.Count;
    }
}
