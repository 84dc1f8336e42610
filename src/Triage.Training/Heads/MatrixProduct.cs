using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Triage.Training.Heads;

/// <summary>
/// Dense products for training on one core: C (+)= A B with any strides of A, so that transposes and the windows of a convolution
/// need no copy. Sums run in a fixed order: equal inputs give equal bits on equal hardware.
/// </summary>
internal static class MatrixProduct
{
    /// <summary>Columns of B and C must be a multiple of this; weights are padded with zeros.</summary>
    public const int ColumnBlock = 32;

    private const int RowBlock = 6;

    /// <summary>
    /// C[i,j] (+)= sum over s of A[i*aRow + s*aStep] * B[s*bStride + j], for i below rows, j below columns, s below steps.
    /// </summary>
    public static void Multiply(
        int rows, int columns, int steps, ReadOnlySpan<float> a, int aRow, int aStep, ReadOnlySpan<float> b, int bStride, Span<float> c, int cStride, bool accumulate)
    {
        if (rows == 0 || steps == 0)
            return;
        ArgumentOutOfRangeException.ThrowIfNotEqual(columns % ColumnBlock, 0);
        if ((rows - 1) * aRow + (steps - 1) * aStep >= a.Length || (steps - 1) * bStride + columns > b.Length || (rows - 1) * cStride + columns > c.Length)
            throw new ArgumentException("a matrix is too short for the product");
        ref var a0 = ref MemoryMarshal.GetReference(a);
        ref var b0 = ref MemoryMarshal.GetReference(b);
        ref var c0 = ref MemoryMarshal.GetReference(c);
        for (var j = 0; j < columns; j += ColumnBlock)
        {
            var i = 0;
            for (; i + RowBlock <= rows; i += RowBlock)
                Six(steps, ref Unsafe.Add(ref a0, i * aRow), aRow, aStep, ref Unsafe.Add(ref b0, j), bStride, ref Unsafe.Add(ref c0, i * cStride + j), cStride, accumulate);
            for (; i < rows; i++)
                One(steps, ref Unsafe.Add(ref a0, i * aRow), aStep, ref Unsafe.Add(ref b0, j), bStride, ref Unsafe.Add(ref c0, i * cStride + j), accumulate);
        }
    }

    private static void Six(int steps, ref float a, int aRow, int aStep, ref float b, int bStride, ref float c, int cStride, bool accumulate)
    {
        Vector512<float> l0 = default, l1 = default, l2 = default, l3 = default, l4 = default, l5 = default;
        Vector512<float> h0 = default, h1 = default, h2 = default, h3 = default, h4 = default, h5 = default;
        ref var a1 = ref Unsafe.Add(ref a, aRow);
        ref var a2 = ref Unsafe.Add(ref a, 2 * aRow);
        ref var a3 = ref Unsafe.Add(ref a, 3 * aRow);
        ref var a4 = ref Unsafe.Add(ref a, 4 * aRow);
        ref var a5 = ref Unsafe.Add(ref a, 5 * aRow);
        nint at = 0;
        for (var s = 0; s < steps; s++, at += aStep)
        {
            var low = Vector512.LoadUnsafe(ref b);
            var high = Vector512.LoadUnsafe(ref b, 16);
            b = ref Unsafe.Add(ref b, bStride);
            var x = Vector512.Create(Unsafe.Add(ref a, at));
            (l0, h0) = (Vector512.FusedMultiplyAdd(x, low, l0), Vector512.FusedMultiplyAdd(x, high, h0));
            x = Vector512.Create(Unsafe.Add(ref a1, at));
            (l1, h1) = (Vector512.FusedMultiplyAdd(x, low, l1), Vector512.FusedMultiplyAdd(x, high, h1));
            x = Vector512.Create(Unsafe.Add(ref a2, at));
            (l2, h2) = (Vector512.FusedMultiplyAdd(x, low, l2), Vector512.FusedMultiplyAdd(x, high, h2));
            x = Vector512.Create(Unsafe.Add(ref a3, at));
            (l3, h3) = (Vector512.FusedMultiplyAdd(x, low, l3), Vector512.FusedMultiplyAdd(x, high, h3));
            x = Vector512.Create(Unsafe.Add(ref a4, at));
            (l4, h4) = (Vector512.FusedMultiplyAdd(x, low, l4), Vector512.FusedMultiplyAdd(x, high, h4));
            x = Vector512.Create(Unsafe.Add(ref a5, at));
            (l5, h5) = (Vector512.FusedMultiplyAdd(x, low, l5), Vector512.FusedMultiplyAdd(x, high, h5));
        }
        Store(ref c, l0, h0, accumulate);
        Store(ref Unsafe.Add(ref c, cStride), l1, h1, accumulate);
        Store(ref Unsafe.Add(ref c, 2 * cStride), l2, h2, accumulate);
        Store(ref Unsafe.Add(ref c, 3 * cStride), l3, h3, accumulate);
        Store(ref Unsafe.Add(ref c, 4 * cStride), l4, h4, accumulate);
        Store(ref Unsafe.Add(ref c, 5 * cStride), l5, h5, accumulate);
    }

    private static void One(int steps, ref float a, int aStep, ref float b, int bStride, ref float c, bool accumulate)
    {
        Vector512<float> low = default, high = default;
        nint at = 0;
        for (var s = 0; s < steps; s++, at += aStep)
        {
            var x = Vector512.Create(Unsafe.Add(ref a, at));
            low = Vector512.FusedMultiplyAdd(x, Vector512.LoadUnsafe(ref b), low);
            high = Vector512.FusedMultiplyAdd(x, Vector512.LoadUnsafe(ref b, 16), high);
            b = ref Unsafe.Add(ref b, bStride);
        }
        Store(ref c, low, high, accumulate);
    }

    private static void Store(ref float c, Vector512<float> low, Vector512<float> high, bool accumulate)
    {
        if (accumulate)
            (low, high) = (low + Vector512.LoadUnsafe(ref c), high + Vector512.LoadUnsafe(ref c, 16));
        low.StoreUnsafe(ref c);
        high.StoreUnsafe(ref c, 16);
    }
}
