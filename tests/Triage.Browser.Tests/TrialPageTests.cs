using Deque.AxeCore.Playwright;
using Google.Protobuf;
using Triage.Browser.Tests.Harness;
using Triage.Core.Tests.Calls;
using Triage.Server.Configuration;
using Triage.Server.Tests;
using Triage.Server.Tests.Cli;
using Triage.TrialLog.Allocation;
using Triage.TrialLog.Log;
using static Triage.Server.Tests.TestAppliance;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Browser.Tests;

/// <summary>The page of evaluators over a real evidence log: a randomised trial that runs, the same one revealed, and none.</summary>
public sealed class TrialPageTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const string Site = "SAMU 34";
    private const int Calls = 6;

    [Fact(Timeout = 240_000)]
    public async Task Trial_WhileItAllocates_ShowsCountsAndHidesTheArms_AfterwardsShowsThem()
    {
        using var folder = new TemporaryFolder();
        var evidence = new EvidenceConfiguration { Folder = Path.Combine(folder.Path, "evidence"), Site = Site, Trial = new(Path.Combine(folder.Path, "trial")) };
        await AdministerAsync(evidence, trial => trial.InitAsync(Protocol()));

        var running = await PlayAsync(evidence, "essai-en-cours", "trial");
        await AdministerAsync(evidence, trial => trial.RevealAsync());
        var revealed = await PlayAsync(evidence, "essai-revele", null);

        Assert.Contains("Essai en aveugle", running, StringComparison.Ordinal);
        Assert.Contains("essai-samu-34, version 1", running, StringComparison.Ordinal);
        Assert.DoesNotContain("Silencieux", running, StringComparison.Ordinal);
        Assert.Contains("en aveugle", Fact(running, "Affichées"), StringComparison.Ordinal);
        Assert.Equal($"{Calls}", Fact(running, "Tous, en intention de traiter"));
        Assert.Equal($"{Calls}", Fact(running, "Terminés"));
        Assert.DoesNotContain("Essai en aveugle", revealed, StringComparison.Ordinal);
        Assert.Contains("Silencieux", revealed, StringComparison.Ordinal);
        Assert.Equal($"{2 * Calls}", Fact(revealed, "Tous, en intention de traiter"));
    }

    [Theory(Timeout = 180_000)]
    [InlineData("Evaluator", "Aucun essai : cet appareil ne tient pas de journal")]
    [InlineData("RegulatingDoctor", "Cette page est pour l'évaluateur")]
    public async Task Trial_WithoutOne_IsSaidPlainly(string role, string said)
    {
        await using var appliance = await StartAsync();
        await using var page = await chromium.OpenAsync(appliance.Host.Web);
        await page.ActAsAsync(appliance.Host.Web, role);
        await page.GoAsync("/trial");

        Assert.Contains(said, await page.Page.Locator("main").InnerTextAsync(), StringComparison.Ordinal);
    }

    /// <summary>The value beside a name, of the text of the page.</summary>
    private static string Fact(string text, string name)
    {
        var lines = text.Split('\n').Select(l => l.Trim()).Where(l => l.Length > 0).ToList();
        return lines[lines.IndexOf(name) + 1];
    }

    /// <summary>Plays calls to the appliance and reads its page.</summary>
    private async Task<string> PlayAsync(EvidenceConfiguration evidence, string prefix, string? picture)
    {
        await using var appliance = await StartAsync(desks: ScriptedModels.Desk(maxCalls: Calls), evidence: evidence);
        for (var i = 0; i < Calls; i++)
        {
            using var call = await appliance.OpenAsync(Setup($"{prefix}-{i}", s => s.Pacing = V1.Pacing.Recorded));
            var pcm = ToneSpeech.Pcm(ToneSpeech.Line(2).Say(1600, 0, 1), ToneSpeech.Line(2));
            await call.RequestStream.WriteAsync(new() { Audio = new() { StartS = 0, Data = ByteString.CopyFrom(pcm) } }, Ct);
            await call.RequestStream.WriteAsync(new() { End = new() }, Ct);
            await ReadAllAsync(call.ResponseStream);
        }
        await using var page = await chromium.OpenAsync(appliance.Host.Web);
        await page.ActAsAsync(appliance.Host.Web, "Evaluator");
        await page.GoAsync("/trial");
        var found = await page.Page.RunAxe();
        Assert.True(found.Violations.Length == 0, string.Join("; ", found.Violations.Select(v => $"{v.Id}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}")));
        if (picture is not null)
            await Pictures.TakeAsync(page, picture);
        return await page.Page.Locator("main").InnerTextAsync();
    }

    private static async Task AdministerAsync(EvidenceConfiguration evidence, Func<TrialAdministration, Task> step)
    {
        Directory.CreateDirectory(evidence.Trial!.Path);
        var folder = evidence.At(AppContext.BaseDirectory);
        await using var log = EvidenceLog.Open(new() { Folder = folder, Time = TimeProvider.System, Software = "test", Site = Site });
        await step(new(log, folder, evidence.Trial!, Site, TimeProvider.System));
    }

    private static string Protocol()
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime);
        return $$"""
            {
              "schema": "triage.protocol/1", "name": "essai-samu-34", "title": "Aide au tri des appels, SAMU 34", "sites": ["{{Site}}"],
              "mode": "randomised", "unit": "call",
              "strata": [{ "name": "shift", "hours": { "day": "07:00-19:00", "night": "19:00-07:00" } }],
              "block_sizes": [2, 4], "ratio": { "visible": 1, "shadow": 1 }, "alert_budget_per_100_calls": 5,
              "quotes_in_exports": false, "small_cell_threshold": 0, "start": "{{today.AddDays(-1):yyyy-MM-dd}}", "end": "{{today.AddDays(2):yyyy-MM-dd}}",
              "primary_outcome": "Délai du décroché à la reconnaissance d'une urgence vitale"
            }
            """;
    }
}
