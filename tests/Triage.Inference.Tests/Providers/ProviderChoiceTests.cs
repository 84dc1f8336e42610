using Triage.Inference.Models;
using Triage.Inference.Providers;

namespace Triage.Inference.Tests.Providers;

public sealed class ProviderChoiceTests
{
    [Fact]
    public void Resolve_NothingExpected_IsTheProcessorWithoutAQuestion()
    {
        var machine = new FakeTrials();

        var choice = ProviderChoice.Resolve(new(), machine.Trials);

        Assert.Equal((ExecutionProvider.Cpu, null, GraphPreference.Cpu), (choice.Provider.Kind, choice.FallbackReason, choice.Graphs));
        Assert.Equal(0, machine.Queries);
    }

    [Fact]
    public void Resolve_CudaThatWorks_IsTakenWithItsDeviceAndFloat16Graphs()
    {
        var machine = new FakeTrials { Gpus = new(GpuQueryOutcome.Answered, [FakeTrials.L4, FakeTrials.L4 with { Name = "NVIDIA L40S" }], null) };

        var choice = ProviderChoice.Resolve(new() { Wanted = ExecutionProvider.Cuda, Device = 1, Library = "lib.so" }, machine.Trials);

        Assert.Equal(("NVIDIA L40S", null, GraphPreference.Gpu), (choice.Device?.Name, choice.FallbackReason, choice.Graphs));
        Assert.Equal(new SelectedProvider { Kind = ExecutionProvider.Cuda, Device = 1, Library = "lib.so" }, choice.Provider);
        Assert.Equal(choice.Provider, Assert.Single(machine.Probed));
    }

    [Theory]
    [InlineData(null, null, true, false, ExecutionProvider.Cuda)]
    [InlineData(null, null, false, true, ExecutionProvider.Cuda)]
    [InlineData(null, ExecutionProvider.TensorRt, false, false, ExecutionProvider.TensorRt)]
    [InlineData(null, ExecutionProvider.TensorRt, true, false, ExecutionProvider.TensorRt)]
    [InlineData(null, ExecutionProvider.Cpu, false, true, ExecutionProvider.Cpu)]
    [InlineData(null, ExecutionProvider.Cpu, true, false, ExecutionProvider.Cuda)]
    [InlineData(ExecutionProvider.Cpu, ExecutionProvider.Cuda, true, true, ExecutionProvider.Cpu)]
    [InlineData(ExecutionProvider.TensorRt, ExecutionProvider.Cpu, false, false, ExecutionProvider.TensorRt)]
    public void Resolve_SiteProfileAndReach_InThisOrder(ExecutionProvider? site, ExecutionProvider? profile, bool library, bool builtIn, ExecutionProvider expected)
    {
        var machine = new FakeTrials { BuiltIn = builtIn ? ["CUDAExecutionProvider", "CPUExecutionProvider"] : ["CPUExecutionProvider"] };

        var choice = ProviderChoice.Resolve(new() { Wanted = site, Profile = profile, Library = library ? "lib.so" : null }, machine.Trials);

        Assert.Equal((expected, null), (choice.Provider.Kind, choice.FallbackReason));
    }

    public static TheoryData<string, string> Broken => new()
    {
        { "absent", "nvidia-smi introuvable" },
        { "no second", "compute.device vaut 1, or 1 GPU présents" },
        { "old driver", "pilote 535.183.1, il faut au moins 580 pour CUDA 13" },
        { "old card", "architecture 6.1, il faut au moins 7.5 pour CUDA 13" },
        { "probe", "libcudnn.so.9" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void Resolve_GpuThatCannotBeHad_IsTheProcessorWithTheReason(string fault, string reason)
    {
        var (machine, device) = Break(fault);

        var choice = ProviderChoice.Resolve(new() { Wanted = ExecutionProvider.Cuda, Device = device }, machine.Trials);

        Assert.Equal((SelectedProvider.Cpu, null, GraphPreference.Cpu), (choice.Provider, choice.Device, choice.Graphs));
        Assert.StartsWith("« cuda » demandé, impossible : ", choice.FallbackReason, StringComparison.Ordinal);
        Assert.Contains(reason, choice.FallbackReason, StringComparison.Ordinal);
        Assert.Equal(fault == "probe" ? 1 : 0, machine.Probed.Count);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void Resolve_GpuThatCannotBeHadAndNoFallback_RefusesWithTheReason(string fault, string reason)
    {
        var (machine, device) = Break(fault);

        var refused = Assert.Throws<ProviderException>(() => ProviderChoice.Resolve(
            new() { Wanted = ExecutionProvider.Cuda, Device = device, RefuseFallback = true }, machine.Trials));

        Assert.Contains(reason, refused.Message, StringComparison.Ordinal);
        Assert.Contains("l'appareil ne démarre pas", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1.23.2", 12, "525.60.13", true)]
    [InlineData("1.26.0", 12, "524.99", false)]
    [InlineData("1.27.0", 13, "580.65.6", true)]
    [InlineData("1.31.1", 13, "579.99", false)]
    public void Requirements_OfARuntime_AreThoseOfItsCuda(string runtime, int cuda, string driver, bool fits)
    {
        Assert.Equal(cuda, DeviceRequirements.CudaMajor(Version.Parse(runtime)));
        Assert.Equal(fits, DeviceRequirements.Check(FakeTrials.L4 with { DriverVersion = Version.Parse(driver) }, Version.Parse(runtime)) is null);
    }

    private static (FakeTrials Machine, int Device) Break(string fault) => fault switch
    {
        "absent" => (new FakeTrials { Gpus = NvidiaSmi.Query("no-such-nvidia-smi", NvidiaSmi.Timeout) }, 0),
        "no second" => (new FakeTrials(), 1),
        "old driver" => (new FakeTrials { Gpus = new(GpuQueryOutcome.Answered, [FakeTrials.L4 with { DriverVersion = new(535, 183, 1) }], null) }, 0),
        "old card" => (new FakeTrials { Gpus = new(GpuQueryOutcome.Answered, [FakeTrials.L4 with { ComputeCapability = new(6, 1) }], null) }, 0),
        _ => (new FakeTrials { ProbeFault = "libcudnn.so.9: cannot open shared object file" }, 0),
    };
}
