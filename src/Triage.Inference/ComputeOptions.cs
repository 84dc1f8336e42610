using Microsoft.ML.OnnxRuntime;
using Triage.Inference.Providers;

namespace Triage.Inference;

/// <summary>How a session may use the machine. One place decides threads and providers, so that lanes do not fight.</summary>
/// <param name="IntraOpThreads">Threads of one graph call. The measured optimum is one lane a core, one thread each.</param>
public sealed record ComputeOptions(int IntraOpThreads = 1)
{
    /// <summary>What computes; the processor unless a GPU was chosen (<see cref="ProviderChoice"/>).</summary>
    public SelectedProvider Provider { get; init; } = SelectedProvider.Cpu;

    /// <summary>Where a session keeps what graphs hand to each other; null: as the provider has it. For tests of the path of a device.</summary>
    internal Func<InferenceSession, TensorMemory>? Memory { get; init; }

    internal TensorMemory OpenMemory(InferenceSession session) => Memory is null ? Provider.OpenMemory(session) : Memory(session);

    /// <summary>
    /// Session options for this choice. Spinning is off: a spinning pool steals the other lanes' core
    /// (SPEECH measurements: 20 instead of 38 encodes a second on two cores).
    /// </summary>
    /// <exception cref="ProviderException">The provider cannot be had.</exception>
    internal SessionOptions CreateSessionOptions()
    {
        var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            IntraOpNumThreads = IntraOpThreads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        try
        {
            Provider.Attach(options);
        }
        catch
        {
            options.Dispose();
            throw;
        }
        return options;
    }
}
