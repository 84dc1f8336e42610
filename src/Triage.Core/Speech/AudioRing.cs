namespace Triage.Core.Speech;

/// <summary>The last seconds of a channel's 16 kHz audio, addressed by absolute sample. Allocated once; one owner.</summary>
internal sealed class AudioRing(int capacity)
{
    private readonly float[] _samples = new float[capacity];

    public int Capacity => _samples.Length;

    /// <summary>Samples ever written.</summary>
    public long End { get; private set; }

    /// <summary>Oldest sample still here.</summary>
    public long Start => Math.Max(0, End - _samples.Length);

    /// <summary>As new: no sample can be read.</summary>
    public void Clear()
    {
        Array.Clear(_samples);
        End = 0;
    }

    /// <summary>Takes at most <c>capacity</c> samples.</summary>
    public void Write(ReadOnlySpan<float> samples)
    {
        var index = (int)(End % _samples.Length);
        var first = Math.Min(samples.Length, _samples.Length - index);
        samples[..first].CopyTo(_samples.AsSpan(index));
        samples[first..].CopyTo(_samples);
        End += samples.Length;
    }

    /// <summary>The longest contiguous piece from a sample on, not beyond <paramref name="to"/>; call again from its end.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Part of it has been overwritten or is not there yet.</exception>
    public ReadOnlySpan<float> Piece(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, Start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, End);
        var index = (int)(from % _samples.Length);
        return _samples.AsSpan(index, (int)Math.Min(to - from, _samples.Length - index));
    }
}
