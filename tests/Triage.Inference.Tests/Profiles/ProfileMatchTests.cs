using Triage.Inference.Profiles;
using Triage.Tests;

namespace Triage.Inference.Tests.Profiles;

public sealed class ProfileMatchTests
{
    private static readonly HostFacts Epyc = new("AMD EPYC", 2, null);
    private static readonly IReadOnlyList<HardwareProfile> Delivered = ProfileFolder.ReadAll(TestPaths.InRoot("hardware-profiles"));

    [Theory]
    [InlineData("NVIDIA L4", 23034, "nvidia-l4")]
    [InlineData("NVIDIA L40S", 46068, "nvidia-l40s")]
    [InlineData("NVIDIA RTX A2000", 6138, "nvidia-rtx-a2000")]
    [InlineData("NVIDIA RTX A2000 12GB", 12282, "nvidia-rtx-a2000")]
    [InlineData("nvidia rtx a4000", 16376, "nvidia-rtx-a4000")]
    [InlineData("NVIDIA H100 80GB HBM3", 81559, "nvidia-h100")]
    [InlineData("NVIDIA H100 PCIe", 81559, "nvidia-h100")]
    public void Choose_KnownGpu_TakesItsProfileAndSaysThatItIsNotMeasured(string gpu, int memory, string expected)
    {
        var choice = Choose(Delivered, Epyc with { Gpu = new(gpu, memory) })!;

        Assert.Equal((expected, false), (choice.Profile.Name, choice.IsMeasured));
        Assert.Contains("NON MESURÉ", choice.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NVIDIA GeForce GTX 1050", 2048)]
    [InlineData("NVIDIA L4", 12000)]
    public void Choose_UnknownOrTooSmallGpu_ComputesOnTheProcessorAndSaysSo(string gpu, int memory)
    {
        var choice = Choose(Delivered, Epyc with { Gpu = new(gpu, memory) })!;

        Assert.Equal("cpu-2-cores-avx512vnni", choice.Profile.Name);
        Assert.StartsWith($"cpu-2-cores-avx512vnni : aucun profil pour le GPU {gpu} ({memory} Mio)", choice.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AMD EPYC", 2, "cpu-2-cores-avx512vnni")]
    [InlineData("AMD EPYC", 4, "cpu-generic")]
    [InlineData("Intel(R) Xeon(R)", 2, "cpu-generic")]
    [InlineData(null, 64, "cpu-generic")]
    public void Choose_WithoutGpu_GoesByProcessorAndCores(string? processor, int cores, string expected) =>
        Assert.Equal(expected, Choose(Delivered, new(processor, cores, null))!.Profile.Name);

    [Fact]
    public void Choose_NothingFits_IsNull()
    {
        Assert.Null(Choose([], Epyc));
        Assert.Null(Choose([SampleProfile.Cpu("a", cores: 3), SampleProfile.Full], Epyc));
    }

    [Fact]
    public void Choose_SeveralFit_TakesTheMostParticular()
    {
        var (any, cores, cpu, both) = (SampleProfile.Cpu("a"), SampleProfile.Cpu("b", cores: 2), SampleProfile.Cpu("c", cpu: "AMD*"), SampleProfile.Cpu("d", 2, "amd*"));

        Assert.Equal("d", Choose([any, cores, cpu, both], Epyc)!.Profile.Name);
        Assert.Equal("c", Choose([any, cores, cpu], Epyc)!.Profile.Name);
        Assert.Equal("b", Choose([any, cores], Epyc)!.Profile.Name);
    }

    [Fact]
    public void Choose_OwnMeasurementBesideADeliveredOne_IsPreferred()
    {
        var measured = new ProfileMeasurement(new(2026, 1, 1), "0.1", "AMD EPYC x 2", SampleProfile.Model);
        var delivered = SampleProfile.Cpu("cpu-2-cores-avx512vnni", 2, "AMD*") with { Measured = measured with { Date = new(2026, 6, 1) } };
        var own = SampleProfile.Cpu("this-host", 2, "AMD*") with { Measured = measured };

        Assert.Equal("this-host", Choose([delivered, own], Epyc)!.Profile.Name);
        Assert.Equal("cpu-2-cores-avx512vnni", Choose([delivered, own with { Measured = measured with { Model = "old" } }], Epyc)!.Profile.Name);
    }

    [Theory]
    [InlineData("AMD EPYC x 2", SampleProfile.Model, null, "p : mesuré le 2026-01-01 sur une telle machine, avec ce modèle")]
    [InlineData("AMD EPYC x 2", "another", null, "p : mesuré avec un autre modèle de reconnaissance. Lancer « triage calibrate »")]
    [InlineData("AMD EPYC x 4", SampleProfile.Model, null, "p : mesuré sur une autre machine (AMD EPYC x 4). Lancer « triage calibrate »")]
    [InlineData("AMD EPYC x 2", SampleProfile.Model, "other", "p : mesuré avec un autre modèle de reconnaissance. Lancer « triage calibrate »")]
    public void Judge_Measured_SaysWhetherItIsOfThisMachineAndModel(string machine, string model, string? running, string expected)
    {
        var profile = SampleProfile.Cpu("p") with { Measured = new(new(2026, 1, 1), "0.1", machine, model) };

        Assert.Equal(expected, ProfileMatch.Judge(profile, Epyc, name => name is null ? SampleProfile.Model : "other's", running).Text);
    }

    [Fact]
    public void Judge_ModelNotInstalled_SaysThatTheEmbeddedOneRuns() => Assert.StartsWith(
        "gpu-1 : prévu pour une autre machine ; le modèle large n'est pas installé, celui livré le remplace ;",
        ProfileMatch.Judge(SampleProfile.Full, Epyc, name => name is null ? SampleProfile.Model : null).Text, StringComparison.Ordinal);

    [Theory]
    [InlineData(2, 1, 12)]
    [InlineData(1, 0.05, 16)]
    [InlineData(1, 5, 1)]
    [InlineData(64, 0.01, 1000)]
    public void CallsOn_Lanes_FollowsTheDemandAtEightTenths(int lanes, double demand, int expected)
    {
        var profile = SampleProfile.Cpu("p") with { CallDemand = demand, MaxCalls = expected == 12 ? 12 : null };

        Assert.Equal(expected, profile.CallsOn(lanes));
    }

    private static ProfileChoice? Choose(IEnumerable<HardwareProfile> profiles, HostFacts host) => ProfileMatch.Choose(profiles, host, _ => SampleProfile.Model);
}
