namespace Triage.Training.Heads;

/// <summary>A trained array with its gradient and the two moments of AdamW (Loshchilov and Hutter, 2019).</summary>
internal sealed class Parameter
{
    private const float Beta1 = 0.9f;
    private const float Beta2 = 0.999f;
    private const float Epsilon = 1e-8f;

    private readonly float[] _mean;
    private readonly float[] _square;
    private readonly float _decay;
    private readonly float[]? _mask;

    /// <param name="length">Values, padding included.</param>
    /// <param name="decay">Weight decay, 0 for biases.</param>
    /// <param name="mask">1 where a value is free, 0 where it is padding and stays 0; null: all free.</param>
    public Parameter(int length, float decay = 0, float[]? mask = null)
    {
        (Value, Gradient, _mean, _square) = (new float[length], new float[length], new float[length], new float[length]);
        (_decay, _mask) = (decay, mask);
    }

    public float[] Value { get; }

    public float[] Gradient { get; }

    /// <summary>Fills with normal noise of the given deviation.</summary>
    public Parameter Initialise(Random random, float deviation)
    {
        for (var i = 0; i < Value.Length; i++)
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()));
            Value[i] = (float)(radius * Math.Cos(2 * Math.PI * random.NextDouble())) * deviation * (_mask?[i] ?? 1);
        }
        return this;
    }

    /// <summary>One step against the gradient, which is cleared.</summary>
    /// <param name="step">From 1.</param>
    public void Update(float rate, int step, float gradientScale)
    {
        var first = 1 - MathF.Pow(Beta1, step);
        var second = 1 - MathF.Pow(Beta2, step);
        for (var i = 0; i < Value.Length; i++)
        {
            var gradient = Gradient[i] * gradientScale * (_mask?[i] ?? 1);
            _mean[i] = Beta1 * _mean[i] + (1 - Beta1) * gradient;
            _square[i] = Beta2 * _square[i] + (1 - Beta2) * gradient * gradient;
            Value[i] -= rate * (_mean[i] / first / (MathF.Sqrt(_square[i] / second) + Epsilon) + _decay * Value[i]);
        }
        Array.Clear(Gradient);
    }

    /// <summary>Values and moments; together with the step count all that a resumed training needs.</summary>
    public void Write(BinaryWriter writer)
    {
        WriteFrom(Value, writer);
        WriteFrom(_mean, writer);
        WriteFrom(_square, writer);
    }

    /// <exception cref="EndOfStreamException">The data are shorter than the array.</exception>
    public void Read(BinaryReader reader)
    {
        ReadInto(Value, reader);
        ReadInto(_mean, reader);
        ReadInto(_square, reader);
    }

    public static void WriteFrom(float[] values, BinaryWriter writer) => writer.Write(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(values));

    public static void ReadInto(float[] values, BinaryReader reader) => reader.BaseStream.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(values.AsSpan()));
}
