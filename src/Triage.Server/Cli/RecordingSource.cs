using Triage.Core.Audio;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Cli;

/// <summary>A piece of a recording: 16-bit little-endian, interleaved, from a media time on.</summary>
internal readonly record struct RecordedChunk(double StartS, byte[] Pcm16);

/// <summary>A WAV file as the source of a call. Two channels are operator and caller, one is mixed; the person may say otherwise.</summary>
internal sealed class RecordingSource : IDisposable
{
    private readonly FileStream _file;
    private readonly WavReader _wav;

    private RecordingSource(FileStream file, WavReader wav, IReadOnlyList<V1.Channel> channels) =>
        (_file, _wav, Channels) = (file, wav, channels);

    public IReadOnlyList<V1.Channel> Channels { get; }

    public int SampleRateHz => _wav.SampleRateHz;

    /// <summary>The file ended before its header said; known after the last chunk.</summary>
    public bool Truncated => _wav.Truncated;

    /// <param name="named">Who speaks on each channel, or null for the usual.</param>
    /// <exception cref="CliFailureException">No such file, no readable WAV, or channels that do not fit.</exception>
    public static RecordingSource Open(string path, IReadOnlyList<V1.Channel>? named)
    {
        if (!File.Exists(path))
            throw CliFailureException.Usage($"{path} : ce fichier n'existe pas");
        var file = File.OpenRead(path);
        RecordingSource? opened = null;
        try
        {
            var wav = WavReader.Open(file);
            return opened = new(file, wav, ChannelsOf(path, wav.Channels, named));
        }
        catch (WavFormatException e)
        {
            throw CliFailureException.Work($"{path} : enregistrement illisible ({e.Message})", e);
        }
        finally
        {
            if (opened is null)
                file.Dispose();
        }
    }

    /// <summary>The recording from the start, once; chunks of the given length, the last one shorter.</summary>
    public IEnumerable<RecordedChunk> ReadChunks(TimeSpan length)
    {
        var samples = new float[(int)(SampleRateHz * length.TotalSeconds) * Channels.Count];
        long frame = 0;
        while (_wav.ReadFrames(samples) is var frames and > 0)
        {
            var bytes = new byte[frames * Channels.Count * 2];
            Pcm16.Encode(samples.AsSpan(0, frames * Channels.Count), bytes);
            yield return new((double)frame / SampleRateHz, bytes);
            frame += frames;
        }
    }

    public void Dispose() => _file.Dispose();

    private static IReadOnlyList<V1.Channel> ChannelsOf(string path, int count, IReadOnlyList<V1.Channel>? named)
    {
        if (named is not null)
            return named.Count == count
                ? named
                : throw CliFailureException.Usage($"{path} : {count} canaux, mais --channels en nomme {named.Count}");
        return count switch
        {
            1 => [V1.Channel.Mixed],
            2 => [V1.Channel.Operator, V1.Channel.Caller],
            _ => throw CliFailureException.Work($"{path} : {count} canaux ; attendu : 2 (opérateur, appelant) ou 1 (voix mêlées)"),
        };
    }
}
