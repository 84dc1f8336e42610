using Triage.Inference.Models;
using Triage.Inference.Profiles;
using Triage.Inference.Providers;
using Triage.Server.Configuration;
using Triage.Server.Hosting;
using Triage.Server.Tests.Cli;
using Triage.Tests;

namespace Triage.Server.Tests.Hosting;

public sealed class HostUseTests
{
    private static readonly HostFacts Xeon = new("Xeon", 6, null);

    [Fact]
    public void Choose_WithoutConfiguration_FollowsTheProfile()
    {
        var use = Choose(new());

        Assert.Equal(("cpu-generic", 6, 1), (use.Choice.Profile.Name, use.Lanes, use.ThreadsPerLane));
        Assert.Equal(use.Choice.Profile.CallsOn(6), use.MaxCalls);
        Assert.Null(use.Speech);
    }

    [Fact]
    public void Choose_WithLanesThreadsAndCalls_OverridesTheProfile()
    {
        var use = Choose(new() { Lanes = 3, ThreadsPerLane = 2, MaxCalls = 5 });

        Assert.Equal((3, 2, 5), (use.Lanes, use.ThreadsPerLane, use.MaxCalls));
    }

    [Fact]
    public void Choose_OtherLanesThanMeasured_SaysSo()
    {
        var host = new HostFacts("AMD EPYC", 2, null);
        var model = SpeechModelHash.Of(ModelManifest.Read(TestPaths.InRoot("models")), null)!;
        var generic = ProfileReader.Read(TestPaths.InRoot("hardware-profiles", "cpu-generic.json"));
        using var folder = new TemporaryFolder();
        ProfileWriter.Write(
            generic with { Name = "own", Measured = new(new(2026, 11, 24), "0.1.0", host.MachineOf(ExecutionProvider.Cpu), model) }, ProfileFolder.FileOf(folder.Path, "own"));

        HostUse Use(ComputeConfiguration compute) => HostUse.Choose(new() { Compute = compute }, TestPaths.InRoot("models"), folder.Path, host);

        Assert.True(Use(new()).Choice.IsMeasured);
        Assert.False(Use(new() { Lanes = 5 }).Choice.IsMeasured);
        Assert.Contains("la configuration en demande 5 x 1", Use(new() { Lanes = 5 }).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_NamedProfileOfAnotherHost_IsTakenAndSaidToBe()
    {
        var use = Choose(new() { Profile = "nvidia-l4" });

        Assert.Equal(("nvidia-l4", 1), (use.Choice.Profile.Name, use.Lanes));
        Assert.Contains("prévu pour une autre machine", use.Text, StringComparison.Ordinal);
        Assert.Null(use.Speech); // its model is not installed
    }

    [Fact]
    public void Choose_ProfileFile_IsRead() =>
        Assert.Equal("nvidia-l4", Choose(new() { ProfileFile = TestPaths.InRoot("hardware-profiles", "nvidia-l4.json") }).Choice.Profile.Name);

    [Fact]
    public void Choose_UnknownName_NamesThoseThere()
    {
        var failure = Assert.Throws<ConfigurationException>(() => Choose(new() { Profile = "nvidia-l5" }));

        Assert.Contains("compute.profile vaut « nvidia-l5 », introuvable", failure.Message, StringComparison.Ordinal);
        Assert.Contains("nvidia-l4, nvidia-l40s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Choose_NoFolder_OrNoneThatFits_IsAFault()
    {
        var empty = Directory.CreateTempSubdirectory("triage-profiles-");

        Assert.Throws<ConfigurationException>(() => HostUse.Choose(new(), TestPaths.InRoot("models"), null, Xeon));
        Assert.Contains("aucun profil", Assert.Throws<ConfigurationException>(
            () => HostUse.Choose(new(), TestPaths.InRoot("models"), empty.FullName, Xeon)).Message, StringComparison.Ordinal);
        empty.Delete();
    }

    [Fact]
    public void Choose_ModelsFolderWithoutManifest_LeavesThatFaultToTheLoading() =>
        Assert.Equal("cpu-generic", HostUse.Choose(new(), TestPaths.InRoot("hardware-profiles"), TestPaths.InRoot("hardware-profiles"), Xeon).Choice.Profile.Name);

    private static HostUse Choose(ComputeConfiguration compute, HostFacts? host = null) =>
        HostUse.Choose(new() { Compute = compute }, TestPaths.InRoot("models"), TestPaths.InRoot("hardware-profiles"), host ?? Xeon);
}
