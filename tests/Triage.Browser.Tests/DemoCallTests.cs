using Triage.Browser.Tests.Harness;
using Triage.Server.Tests;

namespace Triage.Browser.Tests;

/// <summary>Measured alone: no other test computes meanwhile.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;

/// <summary>The sample calls of the demo through the whole appliance, as they are spoken, with a browser before them.</summary>
[Collection(nameof(MeasuredAlone))]
public sealed class DemoCallTests(Chromium chromium, ITestOutputHelper output) : IClassFixture<Chromium>
{
    /// <summary>The bar is 2.0 s on a machine of one's own; here others compute too.</summary>
    private const double SaneDelayS = 15;

    [Fact(Timeout = 240_000)]
    public async Task DemoCalls_PlayedInRealTime_StandOnTheScreenAsTheyAreSpoken()
    {
        await using var appliance = await RealAppliance.StartAsync();
        await using var vital = await chromium.OpenAsync(appliance.Host.Web);
        await using var other = await chromium.OpenAsync(appliance.Host.Web);
        var calls = new[] { appliance.Play("arret-cardiaque"), appliance.Play("douleur-thoracique") };
        await FollowAsync(vital, calls[0]);
        await FollowAsync(other, calls[1]);

        // Text while the call is spoken.
        await vital.UntilAsync("() => window.firstText > 0");
        Assert.False(calls[0].Completion.IsCompleted, "the call was over before any of it could be read");
        await vital.UntilSuggestionAsync("P0");
        Assert.False(calls[0].Completion.IsCompleted, "the call was over before its suggestion could be read");

        await vital.UntilAsync("() => document.querySelectorAll('#transcript > li').length >= 8 || document.querySelector('.ended')");
        await Pictures.TakeAsync(vital, "call");
        await using (var list = await OpenAsync(appliance, "/", "RegulatingDoctor"))
            await Pictures.TakeAsync(list, "calls");
        await using (var system = await OpenAsync(appliance, "/system", "It"))
        {
            await system.UntilAsync("() => document.querySelector('.figures strong').innerText === '2'");
            await Pictures.TakeAsync(system, "system");
        }

        // A decision by one key, in the middle of the call.
        await vital.Page.Keyboard.PressAsync("a");
        await vital.UntilAsync("() => document.querySelector('.outcome').innerText.includes('acceptée')");
        var alertsSoFar = await vital.Page.Locator(".alert").CountAsync();

        await Task.WhenAll(calls.Select(c => c.Completion));
        await vital.UntilAsync("() => document.querySelector('.ended')");
        await other.UntilAsync("() => document.querySelector('.ended')");

        Assert.InRange(alertsSoFar, 0, 1);
        Assert.Contains(calls[0].Events, e => e.Decision is not null);
        await AssertTranscriptAsync(vital, calls[0]);
        await AssertTranscriptAsync(other, calls[1]);
        var delays = (await SuggestionWatch.DelaysAsync(vital, calls[0])).Concat(await SuggestionWatch.DelaysAsync(other, calls[1])).ToList();
        var (words, utterances) = (delays.Select(d => d.FromWords).Order().ToList(), delays.Select(d => d.FromUtterance).Order().ToList());
        var p95 = P95(words);
        output.WriteLine(FormattableString.Invariant(
            $"{delays.Count} suggestions to the page: from their decisive words median {words[words.Count / 2]:F2} s, p95 {p95:F2} s (bar 2.0 s); from the end of the utterance that holds them median {utterances[utterances.Count / 2]:F2} s, p95 {P95(utterances):F2} s; longest task {(await vital.LongTasksAsync()).DefaultIfEmpty(0).Max():F0} ms"));
        Assert.InRange(p95, 0, SaneDelayS);
    }

    private static double P95(List<double> ascending) => ascending[(int)Math.Ceiling(0.95 * ascending.Count) - 1];

    private async Task<WatchedPage> OpenAsync(RealAppliance appliance, string path, string role)
    {
        var page = await chromium.OpenAsync(appliance.Host.Web);
        await page.ActAsAsync(appliance.Host.Web, role);
        await page.GoAsync(path);
        return page;
    }

    private static async Task FollowAsync(WatchedPage page, PlayedCall call)
    {
        await call.Opened.WaitAsync(TestAppliance.Ct);
        await page.GoAsync("/call/" + call.CallId);
        await page.UntilLiveAsync();
        await SuggestionWatch.BeginAsync(page);
    }

    /// <summary>What was recognised, by both voices, is what can be read.</summary>
    private static async Task AssertTranscriptAsync(WatchedPage page, PlayedCall call)
    {
        var read = (await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('#transcript .said')].map(s => s.innerText.replace(/\\s+/g, ' ').trim())")).ToList();
        foreach (var final in call.Events.Where(e => e.Final is not null).Select(e => string.Join(' ', e.Final.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries))))
            Assert.Contains(read, line => line.Contains(final, StringComparison.Ordinal));
    }
}
