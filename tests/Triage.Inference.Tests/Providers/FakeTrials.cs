using Triage.Inference.Providers;

namespace Triage.Inference.Tests.Providers;

/// <summary>A machine with GPUs as a test wants them; remembers what was tried.</summary>
internal sealed class FakeTrials
{
    public static GpuDevice L4 { get; } = new("NVIDIA L4", new(580, 82, 7), 23034, new(8, 9));

    public GpuQuery Gpus { get; init; } = new(GpuQueryOutcome.Answered, [L4], null);

    /// <summary>What the probe finds wrong; null: it works.</summary>
    public string? ProbeFault { get; init; }

    public Version Runtime { get; init; } = new(1, 31, 1);

    public string[] BuiltIn { get; init; } = ["CPUExecutionProvider"];

    public List<SelectedProvider> Probed { get; } = [];

    public int Queries { get; private set; }

    public ProviderTrials Trials => new()
    {
        QueryGpus = () =>
        {
            Queries++;
            return Gpus;
        },
        Probe = provider =>
        {
            Probed.Add(provider);
            if (ProbeFault is not null)
                throw new ProviderException(ProbeFault);
        },
        Runtime = Runtime,
        BuiltIn = BuiltIn,
    };
}
