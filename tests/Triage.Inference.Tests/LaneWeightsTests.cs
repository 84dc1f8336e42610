using Triage.Core.Scheduling;
using Triage.Inference.Models;
using Triage.Inference.Tests.Whisper;
using Triage.Inference.Whisper;
using Triage.Tests;

namespace Triage.Inference.Tests;

/// <summary>The embedded model with weights in common and recognitions together, against the same model alone.</summary>
public sealed class LaneWeightsTests(EmbeddedSpeech speech) : IClassFixture<EmbeddedSpeech>
{
    private static SpeechModel Embedded => ModelCatalog.Open(TestPaths.InRoot("models")).Speech();

    [Fact]
    public void Open_TwoLanesWithOneHolder_HearWhatALaneOfItsOwnHears()
    {
        using var weights = new LaneWeights();
        using var first = WhisperLoader.Open(Embedded, new ComputeOptions(), weights: weights);
        using var second = WhisperLoader.Open(Embedded, new ComputeOptions(), weights: weights);
        foreach (var (name, samples, windowS, _, _) in Clips.Reference().Take(3))
        {
            var request = Clips.Request(samples, windowS, 80);
            var expected = Clips.Run(speech.Recognizer, request).Tokens;
            Assert.Equal(expected, Clips.Run(first, request).Tokens);
            Assert.Equal(expected, Clips.Run(second, request).Tokens);
        }
    }

    /// <summary>
    /// One scale for a whole tensor (dynamic int8) lets the members of a group change each other's rounding: most texts must be
    /// identical and each must be its own (docs/decisions/0002-parity.md). Clips of several window lengths share groups.
    /// </summary>
    [Fact]
    public void StepTogether_ReferenceClips_GiveEachItsOwnText()
    {
        using var recognizer = WhisperLoader.Open(Embedded, new ComputeOptions(), new BatchLimits(Encode: 2, Decode: 4));
        var (clips, identical, edits, total) = (0, 0, 0, 0);
        foreach (var group in Clips.Reference().Chunk(4))
        {
            var results = BatchedDecodingTests.RunTogether(recognizer, [.. group.Select(c => Clips.Request(c.Samples, c.WindowS, 80))]);
            foreach (var (clip, result) in group.Zip(results))
            {
                Assert.True(result.EndedByModel, clip.Name);
                var distance = Edits.Between(clip.Tokens[..^1], [.. result.Tokens.Select(t => t.Id)]);
                Assert.True(distance <= 4, $"{clip.Name}: {distance} tokens differ");
                Assert.InRange(result.Tokens.Sum(t => t.LogProbability) / clip.Tokens.Length, clip.MeanLogProbability - 0.06, clip.MeanLogProbability + 0.06);
                (clips, identical, edits, total) = (clips + 1, identical + (distance == 0 ? 1 : 0), edits + distance, total + clip.Tokens.Length);
            }
        }
        Assert.Equal(16, clips);
        Assert.True(identical >= 11, $"{identical} of {clips} clips identical");
        Assert.True(edits <= 0.04 * total, $"{edits} of {total} tokens differ");
    }

    [Fact]
    public void Constants_OfAGraph_AreFoundWithTheirPlaceAndShape()
    {
        using var tiny = new TinyTwoGraphs(half: false);
        var found = OnnxConstants.Read(tiny.Model.DecoderPath, 1).Single(c => c.Name == "range");
        Assert.Equal([TinyTwoGraphs.Vocabulary], found.Shape);
        var bytes = File.ReadAllBytes(tiny.Model.DecoderPath).AsSpan((int)found.Offset, (int)found.Bytes).ToArray();
        Assert.Equal(Enumerable.Range(0, TinyTwoGraphs.Vocabulary).Select(v => (float)v), Enumerable.Range(0, TinyTwoGraphs.Vocabulary).Select(i => BitConverter.ToSingle(bytes, 4 * i)));
    }

    [Fact]
    public void Open_CutFile_NamesIt()
    {
        using var tiny = new TinyTwoGraphs(half: false);
        using var weights = new LaneWeights();
        var bytes = File.ReadAllBytes(tiny.Model.DecoderPath);
        File.WriteAllBytes(tiny.Model.DecoderPath, bytes[..(bytes.Length / 2)]);
        var error = Assert.Throws<ModelException>(() => WhisperLoader.Open(tiny.Model, new ComputeOptions(), weights: weights));
        Assert.Contains("decoder.onnx", error.Message, StringComparison.Ordinal);
    }
}
