using Triage.Server.Tests.Hosting;

namespace Triage.Server.Tests.Cli;

public sealed class TrialCommandTests : IDisposable
{
    private readonly TrialRoom _room = new();

    public void Dispose() => _room.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Trial_FromInitToReveal_SaysWhereItStandsAndNothingOfTheSeed()
    {
        await _room.RunAsync("init", _room.Protocol());
        var commitment = (await File.ReadAllTextAsync(_room.Trial.Commitment, TestAppliance.Ct)).Trim();
        var seed = Convert.ToHexStringLower(await File.ReadAllBytesAsync(_room.Trial.Seed, TestAppliance.Ct));
        await _room.RunAsync("amend", _room.Protocol(outcome: "Autre critère"));
        await _room.RunAsync("status");

        Assert.Contains($"Engagement : {commitment}", _room.Cli.Out, StringComparison.Ordinal);
        Assert.Contains("version 2", _room.Cli.Out, StringComparison.Ordinal);
        Assert.Contains("En cours : la graine est secrète", _room.Cli.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(seed, _room.Cli.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(_room.Trial.Protocol(1)) && File.Exists(_room.Trial.Protocol(2)));

        await _room.RunAsync("reveal", "--yes");
        Assert.Contains($"Graine : {seed}", _room.Cli.Out, StringComparison.Ordinal);
        Assert.Equal(seed, (await File.ReadAllTextAsync(_room.Trial.RevealedSeed, TestAppliance.Ct)).Trim());
    }

    [Fact(Timeout = 60_000)]
    public async Task Trial_WrongUse_IsNamedAndChangesNothing()
    {
        Assert.Equal(2, await RunAsync("reveal"));
        Assert.Equal(2, await RunAsync("init", "nowhere.json"));
        Assert.Equal(2, await RunAsync("init", _room.Protocol("random")));
        Assert.Equal(1, await RunAsync("amend", _room.Protocol()));
        await _room.RunAsync("init", _room.Protocol());
        Assert.Equal(1, await RunAsync("init", _room.Protocol()));
        Assert.Equal(1, await RunAsync("amend", _room.Protocol()));
        await _room.RunAsync("reveal", "--yes");
        Assert.Equal(1, await RunAsync("reveal", "--yes"));
        Assert.Equal(1, await RunAsync("amend", _room.Protocol(outcome: "Autre critère")));

        foreach (var expected in (string[])["--yes", "n'existe pas", "mode vaut « random »", "trial init", "contient déjà l'essai", "rien ne change", "est révélée"])
            Assert.Contains(expected, _room.Cli.Error, StringComparison.Ordinal);
    }

    private Task<int> RunAsync(params string[] args) => _room.Cli.RunAsync(["trial", .. args, "--config", _room.Config]);
}
