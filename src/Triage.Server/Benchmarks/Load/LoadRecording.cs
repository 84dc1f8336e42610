using Triage.Core.Audio;

namespace Triage.Server.Benchmarks.Load;

/// <summary>A call to be played again and again, whole in memory: 16-bit little-endian, operator and caller interleaved.</summary>
internal sealed class LoadRecording
{
    /// <summary>Bytes of one frame: two channels of 16 bits.</summary>
    public const int BytesPerFrame = 4;

    // Any hour of telephone audio fits; what is longer is no call.
    private const int LongestS = 3600;

    private LoadRecording(string name, int sampleRateHz, byte[] pcm16) => (Name, SampleRateHz, Pcm16) = (name, sampleRateHz, pcm16);

    public string Name { get; }

    public int SampleRateHz { get; }

    public ReadOnlyMemory<byte> Pcm16 { get; }

    public int Frames => Pcm16.Length / BytesPerFrame;

    public double LengthS => (double)Frames / SampleRateHz;

    /// <summary>Every recording of two channels in the folders, by name; others are no calls and are left out.</summary>
    /// <exception cref="InvalidDataException">The folders hold no call, or a recording is not readable.</exception>
    /// <exception cref="IOException">A folder is not there.</exception>
    public static IReadOnlyList<LoadRecording> ReadFolders(IEnumerable<string> folders)
    {
        var paths = folders.SelectMany(f => Directory.EnumerateFiles(f, "*.wav")).Order(StringComparer.Ordinal).ToArray();
        LoadRecording[] calls = [.. paths.Select(Read).OfType<LoadRecording>()];
        return calls.Length > 0 ? calls : throw new InvalidDataException("aucun appel à deux canaux (WAV) dans les dossiers d'audio");
    }

    /// <returns>Null when it does not have two channels.</returns>
    private static LoadRecording? Read(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            var wav = WavReader.Open(file);
            if (wav.Channels != 2)
                return null;
            using var bytes = new MemoryStream();
            var samples = new float[8192];
            var encoded = new byte[2 * samples.Length];
            for (int frames; (frames = wav.ReadFrames(samples)) > 0 && bytes.Length < (long)LongestS * wav.SampleRateHz * BytesPerFrame;)
            {
                Triage.Core.Audio.Pcm16.Encode(samples.AsSpan(0, 2 * frames), encoded);
                bytes.Write(encoded, 0, frames * BytesPerFrame);
            }
            return new(Path.GetFileNameWithoutExtension(path), wav.SampleRateHz, bytes.ToArray());
        }
        catch (WavFormatException e)
        {
            throw new InvalidDataException($"{path} : enregistrement illisible ({e.Message})", e);
        }
    }
}
