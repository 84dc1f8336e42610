using Triage.Inference.Profiles;
using Triage.Inference.Providers;

namespace Triage.Inference.Tests.Profiles;

public sealed class HostFactsTests
{
    [Fact]
    public void ProcessorName_OfALinuxList_IsTheFirstModelName() =>
        Assert.Equal("AMD EPYC 9R45: special", HostFacts.ProcessorName(["processor\t: 0", "model\t\t: 2", "model name\t: AMD EPYC 9R45: special ", "model name\t: other"]));

    [Fact]
    public void ProcessorName_OfAListWithoutOne_IsNull() =>
        Assert.Null(HostFacts.ProcessorName(["processor\t: 0", "", "CPU part\t: 0xd40", "model name\t:  "]));

    [Theory]
    [InlineData(ExecutionProvider.Cpu, "Xeon x 8")]
    [InlineData(ExecutionProvider.Cuda, "Xeon x 8, NVIDIA L4")]
    public void MachineOf_Provider_NamesWhatComputes(ExecutionProvider provider, string expected) =>
        Assert.Equal(expected, new HostFacts("Xeon", 8, new("NVIDIA L4", 23034)).MachineOf(provider));
}
