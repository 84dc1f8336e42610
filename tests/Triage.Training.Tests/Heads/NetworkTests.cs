using Triage.Core.Assessment;
using Triage.Inference.TextEncoder;
using Triage.Inference.Triage;
using Triage.Tests;
using Triage.Training.Heads;

namespace Triage.Training.Tests.Heads;

public sealed class NetworkTests : IDisposable
{
    private readonly SentenceEncoder _encoder = SentenceEncoder.Load(TestPaths.InRoot("models", "text-encoder", "use-fr"));

    public void Dispose() => _encoder.Dispose();

    private TurnExample Example(string question, string answer, params TurnLabel[] labels)
    {
        var input = TurnFeatures.Read(TurnWord.Read(question.Split(' ')), TurnWord.Read(answer.Split(' ')));
        return new TurnExample(_encoder.Encode(_encoder.Tokenize([.. input.Words.Select(w => w.EncoderText)])), input, labels);
    }

    private List<TurnExample> Batch() =>
    [
        Example("est-ce qu'il respire ?", "non pas du tout", new TurnLabel(1, 1, [3, 4, 5, 6, 7])),
        Example("", "il a de la fièvre et il tousse", new TurnLabel(24, 1, [0, 1, 4]), new TurnLabel(25, 3, [7])),
        Example("vous avez mal à la tête ?", "je crois pas", new TurnLabel(22, 2, [0, 1, 2])),
        Example("bonjour", "bonjour"),
    ];

    [Theory]
    [InlineData(1, 1, 3)]
    [InlineData(7, 32, 5)]
    [InlineData(13, 96, 480)]
    public void MatrixProduct_AnyShape_SameAsSchoolbook(int rows, int columns, int steps)
    {
        columns = Math.Max(32, columns);
        var random = new Random(3);
        var a = Enumerable.Range(0, rows * steps).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var b = Enumerable.Range(0, steps * columns).Select(_ => random.NextSingle() - 0.5f).ToArray();
        var c = new float[rows * columns];
        MatrixProduct.Multiply(rows, columns, steps, a, steps, 1, b, columns, c, columns, false);
        MatrixProduct.Multiply(rows, columns, steps, a, steps, 1, b, columns, c, columns, true);
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                Assert.Equal(2 * Enumerable.Range(0, steps).Sum(s => (double)a[i * steps + s] * b[s * columns + j]), c[i * columns + j], 1e-4);
    }

    [Fact]
    public void TurnNetwork_Gradients_AgreeWithFiniteDifferences()
    {
        var network = new TurnNetwork(5);
        var batch = Batch();
        network.EmbeddingScale = TurnCorpus.EmbeddingScale(batch);
        network.Learn(batch, null, gradients: true);
        var random = new Random(1);
        foreach (var parameter in network.Parameters)
            CheckGradient(parameter, () => network.Learn(batch, null, gradients: false), random);
    }

    [Fact]
    public void CallNetwork_Learning_LowersTheLoss()
    {
        var network = new CallNetwork(2);
        var random = new Random(4);
        var batch = Enumerable.Range(0, 16).Select(i => new CallExample(
            [.. Enumerable.Range(0, CallFeatures.Count).Select(k => k % 16 == i ? 1f : 0f)], OneHot(CallNetwork.Motives, i), OneHot(5, i % 5), OneHot(4, i % 4), 1)).ToList();
        var first = network.Learn(batch, random);
        var last = first;
        for (var step = 1; step <= 150; step++)
        {
            foreach (var parameter in network.Parameters)
                parameter.Update(0.01f, step, 1);
            last = network.Learn(batch, random);
        }
        Assert.True(last < first / 4, $"loss {first} -> {last}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Exporter_TurnEnsemble_OnnxRuntimeAgrees(int members)
    {
        var batch = Batch();
        var scale = TurnCorpus.EmbeddingScale(batch);
        var turn = new TurnEnsemble([.. Enumerable.Range(5, members).Select(seed => new TurnNetwork(seed) { EmbeddingScale = scale })]);
        using var heads = new TriageHeads(HeadsExporter.Export(turn, new CallEnsemble([new CallNetwork(6)])), new(1, 1, 1, 1));
        foreach (var example in batch)
        {
            var encoded = _encoder.Encode(_encoder.Tokenize([.. example.Input.Words.Select(w => w.EncoderText)]));
            for (var i = 0; i < encoded.TokenEmbeddings.Length; i++)
                encoded.TokenEmbeddings[i] = (float)(Half)encoded.TokenEmbeddings[i]; // as the corpus keeps them
            var served = heads.ReadTurn(encoded, example.Input);
            var (logits, attention) = turn.Forward(example);
            for (var i = 0; i < logits.Length; i++)
                Assert.Equal(logits[i], served.Logits[i], 1e-4f);
            for (var i = 0; i < attention.Length; i++)
                Assert.Equal(attention[i], served.Attention[i], 1e-4f);
            for (var f = 0; f < FindingCatalogue.Count; f++)
                Assert.Equal(1f, served.Attention.Skip(f * example.Tokens).Take(example.Tokens).Sum(), 1e-4f);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Exporter_CallEnsemble_OnnxRuntimeAgrees(int members)
    {
        var call = new CallEnsemble([.. Enumerable.Range(6, members).Select(seed => new CallNetwork(seed))]);
        using var heads = new TriageHeads(HeadsExporter.Export(new TurnEnsemble([new TurnNetwork(5)]), call), new(1, 1, 1, 1));
        var random = new Random(8);
        float[][] rows = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, CallFeatures.Count).Select(_ => random.NextSingle()).ToArray())];
        var expected = call.Forward(rows);
        var served = heads.CallLogits([.. rows.SelectMany(r => r)], rows.Length);
        for (var r = 0; r < rows.Length; r++)
        {
            for (var m = 0; m < CallNetwork.Motives; m++)
                Assert.Equal(expected[r * CallNetwork.PaddedOutputs + m], served[0][r * CallNetwork.Motives + m], 1e-4f);
            for (var p = 0; p < CallNetwork.Priorities; p++)
                Assert.Equal(expected[r * CallNetwork.PaddedOutputs + CallNetwork.Motives + p], served[1][r * CallNetwork.Priorities + p], 1e-4f);
        }
    }

    private static void CheckGradient(Parameter parameter, Func<double> loss, Random random)
    {
        const float step = 2e-3f;
        var largest = parameter.Gradient.Select(MathF.Abs).Max();
        for (var n = 0; n < 12; n++)
        {
            var at = n == 0 ? Array.FindIndex(parameter.Gradient, g => MathF.Abs(g) == largest) : random.Next(parameter.Value.Length);
            var value = parameter.Value[at];
            parameter.Value[at] = value + step;
            var up = loss();
            parameter.Value[at] = value - step;
            var down = loss();
            parameter.Value[at] = value;
            Assert.Equal((up - down) / (2 * step), parameter.Gradient[at], Math.Max(2e-3, 0.03 * largest));
        }
    }

    private static float[] OneHot(int length, int at) => [.. Enumerable.Range(0, length).Select(i => i == at ? 1f : 0f)];
}
