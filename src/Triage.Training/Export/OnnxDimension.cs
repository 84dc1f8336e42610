namespace Triage.Training.Export;

/// <summary>One dimension of an input or output: a fixed length (an integer) or a free length with a name (a string).</summary>
public readonly record struct OnnxDimension
{
    /// <summary>Length when it is fixed, else null.</summary>
    public long? Length { get; private init; }

    /// <summary>Name when the length is free, else null; equal names mean equal lengths.</summary>
    public string? Name { get; private init; }

    public static implicit operator OnnxDimension(long length) => FromInt64(length);

    public static implicit operator OnnxDimension(string name) => FromString(name);

    public static OnnxDimension FromInt64(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return new() { Length = length };
    }

    public static OnnxDimension FromString(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new() { Name = name };
    }
}
