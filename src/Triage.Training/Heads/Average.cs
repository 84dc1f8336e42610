using System.Numerics.Tensors;

namespace Triage.Training.Heads;

/// <summary>Mean of equally long arrays, summed in their order.</summary>
internal static class Average
{
    public static float[] Of(IReadOnlyList<float[]> arrays)
    {
        var mean = (float[])arrays[0].Clone();
        foreach (var array in arrays.Skip(1))
            TensorPrimitives.Add(mean, array, mean);
        TensorPrimitives.Divide(mean, arrays.Count, mean);
        return mean;
    }
}
