using Triage.Browser.Tests.Harness;
using Triage.Server.Tests;

namespace Triage.Browser.Tests;

/// <summary>That the other tests of this project can fail: what the watched page notices.</summary>
public sealed class HarnessTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact(Timeout = 120_000)]
    public async Task Page_ThatAsksAnotherOrigin_IsFound()
    {
        await using var appliance = await TestAppliance.StartAsync();
        var page = await chromium.OpenAsync(appliance.Host.Web);
        await page.GoAsync("/health/live");
        // What a script fetches, the policy keeps inside already; a link that leads away it does not.
        await page.Page.RunAndWaitForRequestAsync(() => page.EvaluateAsync<bool>("() => { setTimeout(() => location.href = 'http://127.0.0.1:9/x'); return true; }"), "**/x");

        var failure = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(async () => await page.DisposeAsync());

        Assert.Contains("left the origin", failure.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Page_WithAnErrorInItsConsole_IsFound()
    {
        await using var appliance = await TestAppliance.StartAsync();
        var page = await chromium.OpenAsync(appliance.Host.Web);
        await page.GoAsync("/health/live");
        await page.EvaluateAsync<bool>("() => { console.error('canary'); return true; }");

        var failure = await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(async () => await page.DisposeAsync());

        Assert.Contains("canary", failure.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Page_ThatHoldsTheBrowserUp_IsMeasured()
    {
        await using var appliance = await TestAppliance.StartAsync();
        await using var page = await chromium.OpenAsync(appliance.Host.Web);
        await page.GoAsync("/");
        await page.EvaluateAsync<bool>("() => { setTimeout(() => { const until = performance.now() + 300; while (performance.now() < until) { } }); return true; }");
        await page.UntilAsync("() => window.watched.longTasks.length > 0");

        Assert.Contains(await page.LongTasksAsync(), ms => ms >= 250);
    }
}
