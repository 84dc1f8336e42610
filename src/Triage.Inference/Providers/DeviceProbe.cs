using Microsoft.ML.OnnxRuntime;

namespace Triage.Inference.Providers;

/// <summary>Runs the small graph on a provider alone and compares its result: what works here works for the recogniser's nodes too.</summary>
internal static class DeviceProbe
{
    /// <summary>The processor may not take nodes over: a provider that only seems to be there shows.</summary>
    public const string NoFallback = "session.disable_cpu_ep_fallback";

    // TF32 keeps 10 bits of mantissa; the sums below stay under 4.
    private const float Tolerance = 0.02f;

    /// <exception cref="ProviderException">The provider cannot be had, fails, or computes wrongly.</exception>
    public static void Run(SelectedProvider provider)
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        provider.Attach(options);
        if (provider.IsDevice)
            options.AddSessionConfigEntry(NoFallback, "1");
        provider.Named(() =>
        {
            using var session = new InferenceSession(ProbeGraph.Bytes(), options);
            float[] x = Values(16, 0.1f), w = Values(18, 0.05f), m = Values(32, 0.02f);
            using var xTensor = OrtValue.CreateTensorValueFromMemory(x, [1, 2, 8]);
            using var wTensor = OrtValue.CreateTensorValueFromMemory(w, [3, 2, 3]);
            using var mTensor = OrtValue.CreateTensorValueFromMemory(m, [8, 4]);
            using var run = new RunOptions();
            using var outputs = session.Run(run, ["x", "w", "m"], [xTensor, wTensor, mTensor], ["y"]);
            var y = outputs[0].GetTensorDataAsSpan<float>();
            var expected = Expected(x, w, m);
            for (var i = 0; i < expected.Length; i++)
                if (!(Math.Abs(y[i] - expected[i]) <= Tolerance))
                    throw new ProviderException($"le GPU calcule faux ({y[i]} au lieu de {expected[i]}). Vérifier la carte et le pilote.");
        });
    }

    /// <summary>y = MatMul(Conv(x, w), m), the plain way: [1, 3, 4].</summary>
    internal static float[] Expected(float[] x, float[] w, float[] m)
    {
        var y = new float[12];
        for (var o = 0; o < 3; o++)
        {
            for (var t = 0; t < 8; t++)
            {
                var sum = 0f;
                for (var i = 0; i < 2; i++)
                    for (var k = 0; k < 3; k++)
                        if (t + k - 1 is >= 0 and < 8 and var at)
                            sum += x[i * 8 + at] * w[(o * 2 + i) * 3 + k];
                for (var n = 0; n < 4; n++)
                    y[o * 4 + n] += sum * m[t * 4 + n];
            }
        }
        return y;
    }

    private static float[] Values(int count, float scale)
    {
        var values = new float[count];
        for (var i = 0; i < count; i++)
            values[i] = (i % 7 - 2) * scale;
        return values;
    }
}
