using System.Buffers.Binary;
using Triage.Core.Speech;
using Triage.Core.Tests.Speech;

namespace Triage.Core.Tests.Calls;

/// <summary>
/// A language of tones: each word is a tone of its own frequency, 256 ms long, and 64 ms of silence. So what was said can be
/// computed back from the features alone. Times in samples at 8 kHz.
/// </summary>
internal static class ToneSpeech
{
    public const int RateHz = 8000;
    public const int ToneSamples = RateHz * 256 / 1000;
    public const int WordSamples = RateHz * 320 / 1000;

    /// <summary>Spoken words in the order of their tones; the two tokens of word w are 2w + 2 and 2w + 3.</summary>
    public static readonly string[] Words = ["douleur", "poitrine", "tombé", "respire", "étage", "adresse", "fièvre", "bonjour"];

    public static readonly double[] TonesHz = [320, 460, 640, 880, 1200, 1640, 2240, 3050];

    public static SpeechVocabulary Vocabulary { get; } = new(
        ["", "", .. Words.SelectMany(w => new[] { ByteLevel.Piece(" " + w[..3]), ByteLevel.Piece(w[3..]) })]);

    public static string Text(params int[] words) => string.Join(' ', words.Select(w => Words[w]));

    /// <summary>Words one after the other, from a sample on.</summary>
    public static float[] Say(this float[] line, int start, params int[] words)
    {
        foreach (var word in words)
        {
            for (var i = 0; i < ToneSamples; i++)
                line[start + i] = 0.3f * (float)Math.Sin(2 * Math.PI * TonesHz[word] * i / RateHz);
            start += WordSamples;
        }
        return line;
    }

    /// <summary>A line that hisses below every threshold; a dead one would be warned about.</summary>
    public static float[] Line(double seconds)
    {
        var random = new Random(7);
        var line = new float[(int)(seconds * RateHz)];
        for (var i = 0; i < line.Length; i++)
            line[i] = (float)(random.NextDouble() - 0.5) * 0.002f;
        return line;
    }

    /// <summary>Interleaved 16-bit PCM.</summary>
    public static byte[] Pcm(params float[][] channels)
    {
        var bytes = new byte[channels[0].Length * channels.Length * 2];
        for (var i = 0; i < channels[0].Length; i++)
            for (var c = 0; c < channels.Length; c++)
                BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan((i * channels.Length + c) * 2), (short)(channels[c][i] * 32767));
        return bytes;
    }
}
