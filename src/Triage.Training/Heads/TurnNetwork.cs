using System.Numerics.Tensors;
using Triage.Core.Assessment;
using Triage.Inference.TextEncoder;

namespace Triage.Training.Heads;

/// <summary>What training hides at random: whole tokens (misheard words), single values of embeddings, hidden values.</summary>
public sealed record TurnDropout(float Token = 0.04f, float Embedding = 0, float Hidden = 0.1f);

/// <summary>
/// The turn network and its gradients. Tokens [N,512] and flags [N,24] -> linear, ReLU -> convolution over 5 tokens, ReLU, added
/// to its input -> per finding attention over the tokens -> 4 classes (not mentioned, present, absent, uncertain).
/// A batch lies in one matrix, texts separated by two rows of zeros, so that the convolution never sees a neighbour.
/// </summary>
internal sealed class TurnNetwork
{
    public const int Width = 96;
    public const int Kernel = 5;
    public const int Classes = 4;

    /// <summary>Findings, padded to whole columns of the matrix product.</summary>
    public const int PaddedFindings = 64;

    private const int Gap = Kernel / 2;

    /// <summary>Weight of "look at the proof" against "name the class".</summary>
    private const float AttentionWeight = 0.25f;

    private static readonly int Findings = FindingCatalogue.Count;

    private float[] _embeddings = [], _flags = [], _hidden = [], _keep = [], _convolved = [], _mixed = [], _attention = [];
    private float[] _mixedGradient = [], _scoreGradient = [], _convolvedGradient = [], _hiddenGradient = [];
    private readonly float[] _pooled = new float[PaddedFindings * Width];
    private readonly float[] _pooledGradient = new float[PaddedFindings * Width];
    private readonly float[] _pooledGradientT = new float[Width * PaddedFindings];
    private readonly float[] _queryT = new float[PaddedFindings * Width];
    private readonly float[] _kernelT = new float[Kernel * Width * Width];
    private float[] _attentionGradient = [];

    private readonly TurnDropout _dropout;

    public TurnNetwork(int seed, TurnDropout? dropout = null)
    {
        _dropout = dropout ?? new TurnDropout();
        var random = new Random(seed);
        Embed = new Parameter(SentenceEncoder.Dimension * Width, 0.01f).Initialise(random, MathF.Sqrt(2f / SentenceEncoder.Dimension));
        Flag = new Parameter(TurnFeatures.FlagCount * Width).Initialise(random, 0.2f);
        EmbedBias = new Parameter(Width);
        Convolution = new Parameter(Kernel * Width * Width, 0.01f).Initialise(random, MathF.Sqrt(1f / (Kernel * Width)));
        ConvolutionBias = new Parameter(Width);
        var real = new float[Width * PaddedFindings];
        for (var i = 0; i < real.Length; i++)
            real[i] = i % PaddedFindings < Findings ? 1 : 0;
        Query = new Parameter(Width * PaddedFindings, 0, real).Initialise(random, 0.1f);
        Output = new Parameter(Findings * Width * Classes, 0.01f).Initialise(random, MathF.Sqrt(0.5f / Width));
        OutputBias = new Parameter(Findings * Classes);
        for (var f = 0; f < Findings; f++)
            OutputBias.Value[f * Classes] = 3;
    }

    /// <summary>[512, Width]; embeddings are multiplied by <see cref="EmbeddingScale"/> first.</summary>
    public Parameter Embed { get; }
    /// <summary>[flags, Width].</summary>
    public Parameter Flag { get; }
    public Parameter EmbedBias { get; }
    /// <summary>[Kernel, Width in, Width out].</summary>
    public Parameter Convolution { get; }
    public Parameter ConvolutionBias { get; }
    /// <summary>[Width, PaddedFindings].</summary>
    public Parameter Query { get; }
    /// <summary>[findings, Width, Classes].</summary>
    public Parameter Output { get; }
    /// <summary>[findings, Classes].</summary>
    public Parameter OutputBias { get; }

    public IReadOnlyList<Parameter> Parameters => [Embed, Flag, EmbedBias, Convolution, ConvolutionBias, Query, Output, OutputBias];

    /// <summary>Brings the encoder's token terms to unit scale; measured once on the corpus.</summary>
    public float EmbeddingScale { get; set; } = 1;

    /// <summary>Logits [findings, 4] and attention [findings, tokens] of one text.</summary>
    public (float[] Logits, float[] Attention) Forward(TurnExample example)
    {
        var logits = new float[Findings * Classes];
        var attention = new float[Findings * example.Tokens];
        Run([example], null, false, (_, start, texts) =>
        {
            texts.CopyTo(logits, 0);
            for (var f = 0; f < Findings; f++)
                for (var t = 0; t < example.Tokens; t++)
                    attention[f * example.Tokens + t] = _attention[(start + t) * PaddedFindings + f];
        });
        return (logits, attention);
    }

    /// <summary>Logits of many texts, each [findings, 4].</summary>
    public float[][] ForwardAll(IReadOnlyList<TurnExample> examples)
    {
        var all = new float[examples.Count][];
        for (var from = 0; from < all.Length; from += 64)
        {
            var first = from;
            Run([.. examples.Skip(from).Take(64)], null, false, (i, _, logits) => all[first + i] = [.. logits]);
        }
        return all;
    }

    /// <summary>Loss of a batch (mean over its texts); its gradients are added to the parameters when <paramref name="random"/> drives dropout.</summary>
    public double Learn(IReadOnlyList<TurnExample> batch, Random? random, bool gradients)
    {
        var loss = 0.0;
        if (gradients)
            PrepareTransposes();
        Run(batch, random, gradients, (i, start, logits) => loss += TextLoss(batch[i], start, logits, batch.Count, gradients));
        if (gradients)
            Backward(_rows);
        return loss / batch.Count;
    }

    private int _rows;

    private void Run(IReadOnlyList<TurnExample> batch, Random? random, bool gradients, Action<int, int, float[]> perText)
    {
        var rows = Gap;
        var starts = new int[batch.Count];
        for (var i = 0; i < batch.Count; i++)
        {
            starts[i] = rows;
            rows += batch[i].Tokens + Gap;
        }
        _rows = rows;
        Grow(rows);
        for (var i = 0; i < batch.Count; i++)
            Fill(batch[i], starts[i], random);
        MatrixProduct.Multiply(rows, Width, SentenceEncoder.Dimension, _embeddings, SentenceEncoder.Dimension, 1, Embed.Value, Width, _hidden, Width, false);
        MatrixProduct.Multiply(rows, Width, TurnFeatures.FlagCount, _flags, TurnFeatures.FlagCount, 1, Flag.Value, Width, _hidden, Width, true);
        for (var r = 0; r < rows; r++)
            for (var d = 0; d < Width; d++)
            {
                var at = r * Width + d;
                _hidden[at] = Math.Max(0, _hidden[at] + EmbedBias.Value[d]) * _keep[at];
            }
        var inner = rows - 2 * Gap;
        MatrixProduct.Multiply(inner, Width, Kernel * Width, _hidden, Width, 1, Convolution.Value, Width, _convolved.AsSpan(Gap * Width), Width, false);
        for (var r = Gap; r < rows - Gap; r++)
            for (var d = 0; d < Width; d++)
            {
                var at = r * Width + d;
                _convolved[at] = Math.Max(0, _convolved[at] + ConvolutionBias.Value[d]);
                _mixed[at] = _hidden[at] + _convolved[at];
            }
        MatrixProduct.Multiply(rows, PaddedFindings, Width, _mixed, Width, 1, Query.Value, PaddedFindings, _attention, PaddedFindings, false);
        if (gradients)
        {
            _mixedGradient.AsSpan(0, rows * Width).Clear();
            _scoreGradient.AsSpan(0, rows * PaddedFindings).Clear();
        }
        var logits = new float[Findings * Classes];
        for (var i = 0; i < batch.Count; i++)
        {
            Attend(starts[i], batch[i].Tokens, logits);
            perText(i, starts[i], logits);
        }
    }

    private void Grow(int rows)
    {
        if (_keep.Length < rows * Width)
        {
            var room = rows + rows / 4;
            (_embeddings, _flags) = (new float[room * SentenceEncoder.Dimension], new float[room * TurnFeatures.FlagCount]);
            (_hidden, _keep, _convolved, _mixed) = (new float[room * Width], new float[room * Width], new float[room * Width], new float[room * Width]);
            (_attention, _scoreGradient, _attentionGradient) = (new float[room * PaddedFindings], new float[room * PaddedFindings], new float[room * PaddedFindings]);
            (_mixedGradient, _convolvedGradient, _hiddenGradient) = (new float[room * Width], new float[(room + 2 * Gap) * Width], new float[room * Width]);
        }
        _embeddings.AsSpan(0, rows * SentenceEncoder.Dimension).Clear();
        _flags.AsSpan(0, rows * TurnFeatures.FlagCount).Clear();
        _keep.AsSpan(0, rows * Width).Clear();
        _convolved.AsSpan(0, rows * Width).Clear();
        _mixed.AsSpan(0, rows * Width).Clear();
    }

    private void Fill(TurnExample example, int start, Random? random)
    {
        for (var t = 0; t < example.Tokens; t++)
        {
            var row = start + t;
            var embedding = _embeddings.AsSpan(row * SentenceEncoder.Dimension, SentenceEncoder.Dimension);
            if (random is null || random.NextDouble() >= _dropout.Token)
            {
                example.CopyEmbedding(t, embedding);
                TensorPrimitives.Multiply(embedding, random is null ? EmbeddingScale : EmbeddingScale / (1 - _dropout.Embedding), embedding);
                if (random is not null && _dropout.Embedding > 0)
                    for (var d = 0; d < embedding.Length; d++)
                        if (random.NextSingle() < _dropout.Embedding)
                            embedding[d] = 0;
            }
            example.FlagsOf(t).CopyTo(_flags.AsSpan(row * TurnFeatures.FlagCount));
            var keep = _keep.AsSpan(row * Width, Width);
            keep.Fill(1);
            if (random is not null)
                for (var d = 0; d < Width; d++)
                    keep[d] = random.NextSingle() < _dropout.Hidden ? 0 : 1 / (1 - _dropout.Hidden);
        }
    }

    private void Attend(int start, int tokens, float[] logits)
    {
        for (var f = 0; f < Findings; f++)
        {
            var max = float.NegativeInfinity;
            for (var t = start; t < start + tokens; t++)
                max = Math.Max(max, _attention[t * PaddedFindings + f]);
            var sum = 0f;
            for (var t = start; t < start + tokens; t++)
                sum += _attention[t * PaddedFindings + f] = MathF.Exp(_attention[t * PaddedFindings + f] - max);
            for (var t = start; t < start + tokens; t++)
                _attention[t * PaddedFindings + f] /= sum;
        }
        // pooled [findings, Width] = attention^T [findings, tokens] x mixed [tokens, Width]
        MatrixProduct.Multiply(Findings, Width, tokens, _attention.AsSpan(start * PaddedFindings), 1, PaddedFindings, _mixed.AsSpan(start * Width), Width, _pooled, Width, false);
        for (var f = 0; f < Findings; f++)
            for (var c = 0; c < Classes; c++)
            {
                var value = OutputBias.Value[f * Classes + c];
                for (var d = 0; d < Width; d++)
                    value += _pooled[f * Width + d] * Output.Value[(f * Width + d) * Classes + c];
                logits[f * Classes + c] = value;
            }
    }

    private double TextLoss(TurnExample example, int start, float[] logits, int texts, bool gradients)
    {
        var loss = 0.0;
        Span<int> label = stackalloc int[Findings];
        foreach (var l in example.Labels)
            label[l.Finding] = l.Label;
        Span<float> p = stackalloc float[Classes];
        var scale = 1f / texts;
        for (var f = 0; f < Findings; f++)
        {
            TensorPrimitives.SoftMax(logits.AsSpan(f * Classes, Classes), p);
            loss -= Math.Log(Math.Max(p[label[f]], 1e-12f));
            if (!gradients)
                continue;
            p[label[f]] -= 1;
            TensorPrimitives.Multiply(p, scale, p);
            for (var c = 0; c < Classes; c++)
                OutputBias.Gradient[f * Classes + c] += p[c];
            for (var d = 0; d < Width; d++)
            {
                var at = (f * Width + d) * Classes;
                var pooled = _pooled[f * Width + d];
                var back = 0f;
                for (var c = 0; c < Classes; c++)
                {
                    Output.Gradient[at + c] += pooled * p[c];
                    back += Output.Value[at + c] * p[c];
                }
                _pooledGradient[f * Width + d] = back;
                _pooledGradientT[d * PaddedFindings + f] = back;
            }
        }
        if (gradients)
            AttentionGradient(start, example.Tokens);
        foreach (var l in example.Labels)
            loss += AttentionWeight * ProofLoss(example, l, start, gradients ? scale * AttentionWeight : 0);
        return loss;
    }

    /// <summary>From the gradient of the pooled vectors to those of the mixed rows and of the scores.</summary>
    private void AttentionGradient(int start, int tokens)
    {
        MatrixProduct.Multiply(tokens, PaddedFindings, Width, _mixed.AsSpan(start * Width), Width, 1, _pooledGradientT, PaddedFindings, _attentionGradient, PaddedFindings, false);
        MatrixProduct.Multiply(tokens, Width, Findings, _attention.AsSpan(start * PaddedFindings), PaddedFindings, 1, _pooledGradient, Width, _mixedGradient.AsSpan(start * Width), Width, true);
        for (var f = 0; f < Findings; f++)
        {
            var mean = 0f;
            for (var t = 0; t < tokens; t++)
                mean += _attention[(start + t) * PaddedFindings + f] * _attentionGradient[t * PaddedFindings + f];
            for (var t = 0; t < tokens; t++)
                _scoreGradient[(start + t) * PaddedFindings + f] += _attention[(start + t) * PaddedFindings + f] * (_attentionGradient[t * PaddedFindings + f] - mean);
        }
    }

    /// <summary>-log of the attention on the proof.</summary>
    private double ProofLoss(TurnExample example, TurnLabel label, int start, float scale)
    {
        var proof = new HashSet<int>(label.ProofWords);
        var mass = 1e-6f;
        for (var t = 0; t < example.Tokens; t++)
            if (proof.Contains(example.WordOf[t]))
                mass += _attention[(start + t) * PaddedFindings + label.Finding];
        if (proof.Count == 0)
            return 0;
        if (scale > 0)
            for (var t = 0; t < example.Tokens; t++)
            {
                var a = _attention[(start + t) * PaddedFindings + label.Finding];
                _scoreGradient[(start + t) * PaddedFindings + label.Finding] += scale * (a - (proof.Contains(example.WordOf[t]) ? a / mass : 0));
            }
        return -Math.Log(mass);
    }

    private void PrepareTransposes()
    {
        for (var d = 0; d < Width; d++)
            for (var f = 0; f < PaddedFindings; f++)
                _queryT[f * Width + d] = Query.Value[d * PaddedFindings + f];
        // The gradient of the input at row r sums dY[r + Gap - o] times W_o transposed: a convolution with the kernel turned round.
        for (var o = 0; o < Kernel; o++)
            for (var i = 0; i < Width; i++)
                for (var j = 0; j < Width; j++)
                    _kernelT[((Kernel - 1 - o) * Width + j) * Width + i] = Convolution.Value[(o * Width + i) * Width + j];
    }

    private void Backward(int rows)
    {
        MatrixProduct.Multiply(Width, PaddedFindings, rows, _mixed, 1, Width, _scoreGradient, PaddedFindings, Query.Gradient, PaddedFindings, true);
        MatrixProduct.Multiply(rows, Width, PaddedFindings, _scoreGradient, PaddedFindings, 1, _queryT, Width, _mixedGradient, Width, true);
        _convolvedGradient.AsSpan(0, (rows + 2 * Gap) * Width).Clear();
        // Rows of _convolvedGradient lie Gap lower, so that a window of Kernel rows starts at the row itself.
        for (var r = Gap; r < rows - Gap; r++)
            for (var d = 0; d < Width; d++)
            {
                var gradient = _convolved[r * Width + d] > 0 ? _mixedGradient[r * Width + d] : 0;
                _convolvedGradient[(r + Gap) * Width + d] = gradient;
                ConvolutionBias.Gradient[d] += gradient;
            }
        var inner = rows - 2 * Gap;
        MatrixProduct.Multiply(Kernel * Width, Width, inner, _hidden, 1, Width, _convolvedGradient.AsSpan(2 * Gap * Width), Width, Convolution.Gradient, Width, true);
        MatrixProduct.Multiply(rows, Width, Kernel * Width, _convolvedGradient, Width, 1, _kernelT, Width, _hiddenGradient, Width, false);
        for (var r = 0; r < rows; r++)
            for (var d = 0; d < Width; d++)
            {
                var at = r * Width + d;
                var gradient = _hidden[at] > 0 ? (_hiddenGradient[at] + _mixedGradient[at]) * _keep[at] : 0;
                _hiddenGradient[at] = gradient;
                EmbedBias.Gradient[d] += gradient;
            }
        MatrixProduct.Multiply(SentenceEncoder.Dimension, Width, rows, _embeddings, 1, SentenceEncoder.Dimension, _hiddenGradient, Width, Embed.Gradient, Width, true);
        MatrixProduct.Multiply(TurnFeatures.FlagCount, Width, rows, _flags, 1, TurnFeatures.FlagCount, _hiddenGradient, Width, Flag.Gradient, Width, true);
    }
}
