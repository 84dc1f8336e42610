using System.Buffers;

namespace Triage.Core.Speech;

/// <summary>
/// Words with times from the alignment of tokens to encoder frames: dynamic time warping over the alignment heads' mean attention,
/// as in Whisper's word timestamps (OpenAI, whisper/timing.py, idea only). Pure; runs once per final.
/// </summary>
public static class WordTimings
{
    /// <summary>Seconds per encoder frame.</summary>
    public const double FrameS = 0.02;

    /// <summary>Width of the median filter over time. Source: Whisper's timing.</summary>
    private const int MedianWidth = 7;

    /// <param name="offsetS">Media time of the window's first frame.</param>
    /// <param name="audioS">Seconds of audio in the window: no word ends later.</param>
    /// <param name="notBeforeS">Media time before which no word starts: attention likes to lean on the silence before the speech.</param>
    public static IReadOnlyList<RecognizedWord> Of(RecognitionResult result, SpeechVocabulary vocabulary, double offsetS, double audioS,
        double notBeforeS = double.NegativeInfinity)
    {
        if (result.Tokens.Count == 0)
            return [];
        var starts = TokenStarts(result, audioS);
        var words = new List<RecognizedWord>();
        for (var from = 0; from < result.Tokens.Count;)
        {
            var to = from + 1;
            while (to < result.Tokens.Count && !vocabulary.BeginsWord(result.Tokens[to].Id))
                to++;
            var text = vocabulary.Text(result.Tokens, from, to);
            if (text.Length > 0)
            {
                var logProbability = 0.0;
                for (var i = from; i < to; i++)
                    logProbability += result.Tokens[i].LogProbability;
                words.Add(new RecognizedWord(text, Math.Max(notBeforeS, offsetS + starts[from]), Math.Max(notBeforeS, offsetS + Math.Max(starts[from], starts[to])),
                    Math.Clamp(Math.Exp(logProbability / (to - from)), 0, 1)));
            }
            from = to;
        }
        return words;
    }

    /// <summary>Start of one token in seconds from the window's start; the token count itself gives the end of the last.</summary>
    public static double StartOf(int token, RecognitionResult result, double audioS) => TokenStarts(result, audioS)[token];

    /// <summary>Start of each token in seconds from the window's start, and of what follows the last: Tokens.Count + 1 values, ascending.</summary>
    private static double[] TokenStarts(RecognitionResult result, double audioS)
    {
        var count = result.Tokens.Count;
        var frames = Math.Min(result.AlignmentFrames, Math.Max(1, (int)Math.Ceiling(audioS / FrameS)));
        var rows = result.AlignmentFrames == 0 ? 0 : result.Alignment.Length / result.AlignmentFrames;
        var starts = new double[count + 1];
        if (rows < count)
        {
            // No alignment in this layout: spread the tokens evenly, which is all that can honestly be said.
            for (var i = 0; i <= count; i++)
                starts[i] = audioS * i / count;
            return starts;
        }
        var values = ArrayPool<float>.Shared.Rent(rows * frames);
        Smooth(result, rows, frames, values);
        Warp(values, rows, frames, starts);
        ArrayPool<float>.Shared.Return(values);
        for (var i = 0; i < starts.Length; i++)
            starts[i] = i < rows ? Math.Min(audioS, starts[i] * FrameS) : audioS;
        return starts;
    }

    /// <param name="smooth">[rows, frames] each frame normalised over the tokens, then a median over time.</param>
    private static void Smooth(RecognitionResult result, int rows, int frames, Span<float> smooth)
    {
        var raw = result.Alignment.Span;
        var normal = ArrayPool<float>.Shared.Rent(rows * frames);
        for (var f = 0; f < frames; f++)
        {
            double sum = 0, squares = 0;
            for (var r = 0; r < rows; r++)
            {
                double v = raw[r * result.AlignmentFrames + f];
                sum += v;
                squares += v * v;
            }
            var mean = sum / rows;
            var deviation = Math.Sqrt(Math.Max(squares / rows - mean * mean, 1e-20));
            for (var r = 0; r < rows; r++)
                normal[r * frames + f] = (float)((raw[r * result.AlignmentFrames + f] - mean) / deviation);
        }
        Span<float> window = stackalloc float[MedianWidth];
        for (var r = 0; r < rows; r++)
            for (var f = 0; f < frames; f++)
            {
                for (var k = 0; k < MedianWidth; k++)
                    window[k] = normal[r * frames + Reflect(f + k - MedianWidth / 2, frames)];
                window.Sort();
                smooth[r * frames + f] = window[MedianWidth / 2];
            }
        ArrayPool<float>.Shared.Return(normal);
    }

    private static int Reflect(int index, int count)
    {
        if (index < 0)
            index = -index;
        if (index >= count)
            index = 2 * count - 2 - index;
        return Math.Clamp(index, 0, count - 1);
    }

    /// <summary>The best monotone path, which maximises the sum of values.</summary>
    /// <param name="first">Receives the first frame of each row, as many as there is room for.</param>
    private static void Warp(ReadOnlySpan<float> values, int rows, int frames, Span<double> first)
    {
        var width = frames + 1;
        var cost = ArrayPool<float>.Shared.Rent((rows + 1) * width);
        var step = ArrayPool<byte>.Shared.Rent((rows + 1) * width);
        cost.AsSpan(0, (rows + 1) * width).Fill(float.PositiveInfinity);
        cost[0] = 0;
        for (var r = 1; r <= rows; r++)
            for (var f = 1; f <= frames; f++)
            {
                float diagonal = cost[(r - 1) * width + f - 1], up = cost[(r - 1) * width + f], left = cost[r * width + f - 1];
                var (best, from) = diagonal < up && diagonal < left ? (diagonal, (byte)0) : up < left ? (up, (byte)1) : (left, (byte)2);
                cost[r * width + f] = best - values[(r - 1) * frames + f - 1];
                step[r * width + f] = from;
            }
        for (int r = rows, f = frames; r > 0 && f > 0;)
        {
            if (r <= first.Length)
                first[r - 1] = f - 1;
            switch (step[r * width + f])
            {
                case 0: r--; f--; break;
                case 1: r--; break;
                default: f--; break;
            }
        }
        ArrayPool<float>.Shared.Return(cost);
        ArrayPool<byte>.Shared.Return(step);
    }
}
