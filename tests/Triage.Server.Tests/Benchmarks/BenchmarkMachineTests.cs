using Triage.Server.Benchmarks;

namespace Triage.Server.Tests.Benchmarks;

public sealed class BenchmarkMachineTests
{
    [Fact]
    public void OfProcess_OfThisBuild_HasAVersion() => Assert.StartsWith("0.", BenchmarkMachine.OfProcess().Version, StringComparison.Ordinal);
}
