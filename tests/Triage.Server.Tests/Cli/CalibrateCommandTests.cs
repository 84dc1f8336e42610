using Triage.Inference.Profiles;
using Triage.Tests;

namespace Triage.Server.Tests.Cli;

public sealed class CalibrateCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CliRun _cli = new(new());

    public void Dispose() => _folder.Dispose();

    [Fact(Timeout = 30_000)]
    public async Task Calibrate_DeliveredProfile_IsNotReplacedWithoutForce()
    {
        var file = ProfileFolder.FileOf(TestPaths.InRoot("hardware-profiles"), "cpu-generic");
        var before = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);

        Assert.Equal(2, await _cli.RunAsync("calibrate", "--name", "cpu-generic"));

        Assert.Contains("cpu-generic.json est livré avec le programme ; donner un autre nom avec --name, ou --force", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("« Ma Machine » ; attendu : lettres minuscules", "--name", "Ma Machine")]
    [InlineData("attendu : a.json", "--name", "a", "--out", "b.json")]
    [InlineData("attendu : profil.json", "--out", "profil.txt")]
    [InlineData("absent n'existe pas", "--out", "absent/a.json")]
    public async Task Usage_Wrong_IsNamedBeforeAnyWork(string message, params string[] options)
    {
        Assert.Equal(2, await _cli.RunAsync(["calibrate", .. options]));

        Assert.Contains(message, _cli.Error, StringComparison.Ordinal);
        Assert.Empty(_cli.Out);
    }

    [Fact(Timeout = 30_000)]
    public async Task Calibrate_FileThatIsNoProfile_IsNotReplacedWithoutForce()
    {
        var file = _folder.File("triage.json", "{}");

        Assert.Equal(2, await _cli.RunAsync("calibrate", "--out", file));

        Assert.Contains("n'est pas un profil matériel", _cli.Error, StringComparison.Ordinal);
        Assert.Equal("{}", File.ReadAllText(file).Trim());
    }

    [Fact(Timeout = 60_000)]
    public async Task Calibrate_Interrupted_WritesNothing()
    {
        using var stop = new CancellationTokenSource();
        // In the background: the models are loaded before the command first waits for something.
        var running = Task.Run(() => _cli.RunAsync(["calibrate", "--quick", "--out", Path.Combine(_folder.Path, "a.json")], stop.Token), TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        Assert.Equal(1, await running);

        Assert.Contains("interrompu", _cli.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder.Path));
    }
}
