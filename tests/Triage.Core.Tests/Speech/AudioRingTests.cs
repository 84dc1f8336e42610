using FsCheck.Xunit;
using Triage.Core.Speech;

namespace Triage.Core.Tests.Speech;

public sealed class AudioRingTests
{
    [Property]
    public void Piece_AnyWrites_ReadsBackTheLastSamples(byte[] sizes, byte capacity)
    {
        var size = capacity % 50 + 1;
        var ring = new AudioRing(size);
        var next = 0;
        foreach (var count in sizes.Select(s => s % (size + 1)))
        {
            ring.Write([.. Enumerable.Range(next, count).Select(i => (float)i)]);
            next += count;

            Assert.Equal((Math.Max(0, next - size), next), (ring.Start, ring.End));
            for (var from = ring.Start; from < ring.End;)
            {
                var piece = ring.Piece(from, ring.End);
                Assert.False(piece.IsEmpty);
                foreach (var sample in piece)
                    Assert.Equal(from++, (long)sample);
            }
        }
    }

    [Fact]
    public void Piece_OverwrittenOrNotThere_IsRefused()
    {
        var ring = new AudioRing(10);
        ring.Write(new float[8]);
        ring.Write(new float[8]);

        Assert.Throws<ArgumentOutOfRangeException>(() => ring.Piece(5, 16).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => ring.Piece(6, 17).Length);
        Assert.True(ring.Piece(16, 16).IsEmpty);
    }
}
