using Triage.Inference.Models;
using Triage.Server.Configuration;
using Triage.Server.Hosting;

namespace Triage.Server.Tests.Hosting;

public sealed class ApplianceFactsTests
{
    [Fact]
    public void Uses_DeliveredModels_NamesEachWithTheHashesOfItsFiles()
    {
        var (facts, models) = (new ApplianceFacts(), DeliveredFolders.Models!);
        facts.Uses(HostUse.Choose(new TriageConfiguration(), models), models);

        Assert.True(facts.Models.Single(m => m.Name == ModelCatalog.EmbeddedSpeech).Runs);
        Assert.Equal([ModelRole.Speech, ModelRole.VoiceActivity, ModelRole.TextEncoder, ModelRole.Triage], facts.Models.Select(m => m.Role).Distinct().Order());
        Assert.All(facts.Models, m => Assert.Equal(m.Bytes, m.Files.Sum(f => f.Bytes)));
        Assert.All(facts.Models.SelectMany(m => m.Files), f => Assert.Equal(64, f.Sha256.Length));
    }

    [Fact]
    public void Uses_FolderWithoutManifest_KnowsNoModel()
    {
        using var folder = new Cli.TemporaryFolder();
        var facts = new ApplianceFacts();
        facts.Uses(HostUse.Choose(new TriageConfiguration(), DeliveredFolders.Models!), folder.Path);

        Assert.Empty(facts.Models);
        Assert.Null(facts.Load);
        Assert.Null(facts.WarmUp);
    }
}
