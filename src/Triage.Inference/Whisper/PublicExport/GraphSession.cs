using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Triage.Inference.Models;

namespace Triage.Inference.Whisper.PublicExport;

/// <summary>Opens a graph and checks what it declares; every error names the file and the value.</summary>
internal static class GraphSession
{
    /// <exception cref="ModelException">Absent, or refused by ONNX Runtime.</exception>
    public static InferenceSession Open(string file, SessionOptions options, LaneWeights? weights = null)
    {
        if (!File.Exists(file))
            throw new ModelException($"{file} : graphe absent. Recopier le modèle complet.");
        try
        {
            return LaneWeights.Open(weights, file, options);
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelException($"{file} : refusé par ONNX Runtime ({e.Message}). Vérifier le fichier avec « triage model verify », recopier le modèle ou refaire l'export.", e);
        }
    }

    /// <summary>The element type when it is one we convert.</summary>
    public static TensorElementType FloatType(string file, string name, NodeMetadata meta) =>
        meta.IsTensor && meta.ElementDataType is TensorElementType.Float or TensorElementType.Float16 ? meta.ElementDataType
            : throw new ModelException($"{file} : « {name} » est de type {meta.ElementDataType}, il faut float32 ou float16. Refaire l'export.");

    /// <summary>Compares a shape with what is expected; null: any length. Free dimensions (below 0) agree with everything.</summary>
    public static void Expect<T>(string file, string name, ReadOnlySpan<T> shape, ReadOnlySpan<int?> expected) where T : struct, IConvertible
    {
        var found = new long[shape.Length];
        for (var i = 0; i < found.Length; i++)
            found[i] = shape[i].ToInt64(null);
        var agrees = found.Length == expected.Length;
        for (var i = 0; agrees && i < found.Length; i++)
            agrees = expected[i] is not { } length || found[i] < 0 || found[i] == length;
        if (!agrees)
            throw new ModelException($"{file} : « {name} » a la forme [{Text(found)}], attendu [{string.Join(", ", expected.ToArray().Select(e => e is { } length ? $"{length}" : "*"))}]. Les fichiers ne viennent pas du même modèle, ou l'export n'est pas pris en charge.");
    }

    public static void Expect(string file, string name, int[] shape, ReadOnlySpan<int?> expected) => Expect<int>(file, name, shape, expected);

    public static void Expect(string file, string name, long[] shape, ReadOnlySpan<int?> expected) => Expect<long>(file, name, shape, expected);

    private static string Text(long[] shape) => string.Join(", ", shape.Select(d => d < 0 ? "*" : $"{d}"));
}
