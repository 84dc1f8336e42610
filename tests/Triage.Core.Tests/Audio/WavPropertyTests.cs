using FsCheck.Xunit;
using Triage.Core.Audio;

namespace Triage.Core.Tests.Audio;

public sealed class WavPropertyTests
{
    [Property]
    public void ReadFrames_AnySplitOfTheBytes_GivesTheSameSamples(short[] samples, byte[] steps, byte channels, byte frames)
    {
        var count = channels % 8 + 1;
        // Tiled beyond what the reader holds at once.
        var tiled = Enumerable.Range(0, 2_500 * count).Select(i => samples.Length == 0 ? (short)i : samples[i % samples.Length]).ToArray();
        var content = new byte[tiled.Length * 2];
        Buffer.BlockCopy(tiled, 0, content, 0, content.Length);
        var file = new WavBytes().Chunk("LIST", [1, 2, 3]).Fmt(1, count, 8_000, 16).Data(content).ToArray();

        var whole = WavReaderTests.ReadAll(WavReader.Open(new MemoryStream(file)));
        var reader = WavReader.Open(new DripStream(file, [.. steps.Select(step => step % 23)]));
        var dripped = new List<float>();
        var buffer = new float[count * (frames % 40 + 1)];
        for (int read; (read = reader.ReadFrames(buffer)) > 0;)
            dripped.AddRange(buffer.AsSpan(0, read * count));

        Assert.Equal(tiled.Select(sample => sample / 32768f), whole);
        Assert.Equal(whole, dripped);
    }

    [Property(MaxTest = 500)]
    public void Open_RandomBytes_OnlyThrowsItsOwnException(byte[] content)
    {
        CheckHostile(content);
        CheckHostile([.. new WavBytes().ToArray(), .. content]);
        CheckHostile(new WavBytes().Chunk("fmt ", content).Data([1, 2, 3, 4]).ToArray());
    }

    /// <summary>Good headers with some bytes overwritten: the lies that random bytes hardly ever tell.</summary>
    [Property(MaxTest = 2000)]
    public void Open_DamagedHeader_OnlyThrowsItsOwnException(ushort[] places, byte[] values, bool extensible)
    {
        var bytes = new WavBytes(200).Chunk("LIST", new byte[7]);
        bytes = extensible ? bytes.FmtExtensible(WavBytes.Guid(1), 2, 16_000, 24) : bytes.Fmt(1, 1, 8_000, 16);
        var file = bytes.Data(new byte[96]).ToArray();
        for (var i = 0; i < Math.Min(places.Length, values.Length) && i < 4; i++)
            file[places[i] % file.Length] = values[i] < 64 ? (byte)0xFF : values[i];
        CheckHostile(file);
    }

    private static void CheckHostile(byte[] file)
    {
        foreach (var stream in (Stream[])[new MemoryStream(file), new DripStream(file, [1, 9])])
        {
            var buffer = new float[64];
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                var reader = WavReader.Open(stream);
                long frames = 0;
                for (int read; (read = reader.ReadFrames(buffer)) > 0;)
                {
                    frames += read;
                    Assert.All(buffer[..(read * reader.Channels)], sample => Assert.InRange(sample, -1f, 1f));
                }
                Assert.InRange(frames, 1, file.Length);
            }
            catch (WavFormatException error)
            {
                Assert.NotEmpty(error.Message);
            }
            // The widest buffer (8 channels of 8 bytes) is 64 KiB; whatever a size field claims, no more than this is taken.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
        }
    }
}
