using System.Text.Json;
using Triage.Inference.TextEncoder;
using Triage.Tests;

namespace Triage.Inference.Tests.TextEncoder;

public sealed class SentenceEncoderTests : IDisposable
{
    private readonly SentenceEncoder _encoder = SentenceEncoder.Load(TestPaths.InRoot("models", "text-encoder", "use-fr"));

    public void Dispose() => _encoder.Dispose();

    private static List<JsonElement> References() =>
        [.. File.ReadLines(TestPaths.InRoot("models", "text-encoder", "use-fr", "reference.jsonl")).Where(l => l.Length > 0).Select(l => JsonDocument.Parse(l).RootElement)];

    [Fact]
    public void Tokenize_ReferenceSentences_IdsAreExact()
    {
        foreach (var reference in References())
        {
            var text = reference.GetProperty("text").GetString()!;
            var expected = reference.GetProperty("input_ids").EnumerateArray().Select(e => e.GetInt32()).ToArray();
            Assert.Equal(expected, _encoder.Tokenize(text.Split(' ')).Ids);
        }
    }

    [Fact]
    public void Encode_ReferenceSentences_EmbeddingWithinTolerance()
    {
        var references = References();
        Assert.NotEmpty(references);
        foreach (var reference in references)
        {
            var encoded = _encoder.Encode(_encoder.Tokenize(reference.GetProperty("text").GetString()!.Split(' ')));
            var expected = reference.GetProperty("int8_first8").EnumerateArray().Select(e => e.GetSingle()).ToArray();
            for (var i = 0; i < expected.Length; i++)
                Assert.Equal(expected[i], encoded.Sentence[i], 1e-4f);
            Assert.Equal(1f, MathF.Sqrt(encoded.Sentence.Sum(x => x * x)), 1e-4f);
        }
    }

    [Fact]
    public void Encode_Batch_EachRowAsIfAlone()
    {
        TokenizedText[] texts = [.. References().Take(8).Select(r => _encoder.Tokenize(r.GetProperty("text").GetString()!.Split(' ')))];
        var together = _encoder.Encode(texts);
        for (var t = 0; t < texts.Length; t++)
        {
            var alone = _encoder.Encode(texts[t]);
            Assert.Equal(alone.TokenEmbeddings.Length, together[t].TokenEmbeddings.Length);
            for (var i = 0; i < alone.Sentence.Length; i++)
                Assert.Equal(alone.Sentence[i], together[t].Sentence[i], 1e-5f);
        }
    }

    [Fact]
    public void Tokenize_Words_EachIdKnowsItsWord()
    {
        var text = _encoder.Tokenize(["il", "respire", "difficilement", "docteur"]);
        Assert.Equal(-1, text.WordOf[0]);
        Assert.Equal(-1, text.WordOf[^1]);
        Assert.Equal([0, 1, 2, 3], text.WordOf.Where(w => w >= 0).Distinct());
        Assert.True(text.WordOf[1..^1].SequenceEqual(text.WordOf[1..^1].Order()));
    }

    [Fact]
    public void Tokenize_ControlCharacters_SameIdsAsWithout() =>
        Assert.Equal(_encoder.Tokenize(["il", "respire"]).Ids, _encoder.Tokenize(["\u0007il", "", "res\u0000pire\t"]).Ids);

    [Fact]
    public void Tokenize_LongText_CutAtLimit()
    {
        var text = _encoder.Tokenize([.. Enumerable.Repeat("douleur", 2000)]);
        Assert.Equal(SentenceEncoder.MaxIds, text.Ids.Length);
        Assert.Equal(SentenceEncoder.Dimension, _encoder.Encode(text).Sentence.Length);
    }

    [Fact]
    public void Encode_NoWords_IsRefused() => Assert.Throws<ArgumentException>(() => _encoder.Encode(_encoder.Tokenize([" ", "\u0001"])));
}
