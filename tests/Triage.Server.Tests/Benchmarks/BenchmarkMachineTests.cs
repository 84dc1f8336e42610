using Triage.Server.Benchmarks;

namespace Triage.Server.Tests.Benchmarks;

public sealed class BenchmarkMachineTests
{
    [Fact]
    public void ProcessorName_OfALinuxList_IsTheFirstModelName() =>
        Assert.Equal("AMD EPYC 9R45: special", BenchmarkMachine.ProcessorName(["processor\t: 0", "model\t\t: 2", "model name\t: AMD EPYC 9R45: special ", "model name\t: other"]));

    [Fact]
    public void ProcessorName_OfAListWithoutOne_IsNull() =>
        Assert.Null(BenchmarkMachine.ProcessorName(["processor\t: 0", "", "CPU part\t: 0xd40", "model name\t:  "]));

    [Fact]
    public void OfProcess_OfThisBuild_HasAVersion() => Assert.StartsWith("0.", BenchmarkMachine.OfProcess().Version, StringComparison.Ordinal);
}
