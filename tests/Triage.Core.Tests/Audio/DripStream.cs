namespace Triage.Core.Tests.Audio;

/// <summary>A pipe: no seeking, no length, and every read gives as little as the script says.</summary>
internal sealed class DripStream(byte[] content, IReadOnlyList<int> steps) : Stream
{
    private int _position;
    private int _step;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var step = steps.Count == 0 ? 1 : Math.Max(1, steps[_step++ % steps.Count]);
        var count = Math.Min(Math.Min(step, buffer.Length), content.Length - _position);
        content.AsSpan(_position, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
