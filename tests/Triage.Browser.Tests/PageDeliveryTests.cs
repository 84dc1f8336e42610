using Triage.Browser.Tests.Harness;
using Triage.Server.Tests;
using static Triage.Server.Tests.TestAppliance;

namespace Triage.Browser.Tests;

/// <summary>What a page costs and what it may do: weight of a fresh load, the strict policy, nothing from elsewhere.</summary>
public sealed class PageDeliveryTests(Chromium chromium, ITestOutputHelper output) : IClassFixture<Chromium>
{
    private const int MostBytes = 600 * 1024;

    [Fact(Timeout = 180_000)]
    public async Task EveryPage_LoadedAfresh_StaysLightUnderTheStrictPolicy()
    {
        await using var appliance = await StartAsync();
        TalkScript.Begin(TalkScript.Open(appliance.Desk, "light"));
        foreach (var path in (string[])["/", "/call/light", "/system", "/trial"])
        {
            await using var page = await chromium.OpenAsync(appliance.Host.Web);
            await page.ActAsAsync(appliance.Host.Web, "Evaluator");
            var answer = await page.GoAsync(path);
            if (path is "/" or "/call/light")
                await page.UntilLiveAsync();
            var bytes = await page.EvaluateAsync<int>(
                "() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((sum, e) => sum + e.transferSize, 0)");

            output.WriteLine($"{path}: {bytes / 1024.0:F0} KiB in {page.Requests.Count} requests");
            Assert.InRange(bytes, 1, MostBytes);
            var policy = (await answer!.AllHeadersAsync())["content-security-policy"];
            foreach (var directive in (string[])["default-src 'self'", "script-src 'self'", "style-src 'self'", "connect-src 'self'", "object-src 'none'", "frame-ancestors 'none'", "form-action 'self'"])
                Assert.Contains(directive, policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task Policy_OfThePage_IsEnforcedByTheBrowser()
    {
        await using var appliance = await StartAsync();
        var page = await chromium.OpenAsync(appliance.Host.Web);
        await page.GoAsync("/");
        await page.EvaluateAsync<bool>("() => { const script = document.createElement('script'); script.textContent = 'window.injected = true'; document.body.append(script); return true; }");
        await page.UntilAsync("() => window.watched.violations.length > 0");

        Assert.False(await page.EvaluateAsync<bool>("() => window.injected === true"));
        await Assert.ThrowsAnyAsync<Xunit.Sdk.XunitException>(async () => await page.DisposeAsync());
    }

    [Fact(Timeout = 180_000)]
    public async Task SystemPage_WhileCallsRun_ShowsThemWithinSecondsAndStaysTheSameSize()
    {
        await using var appliance = await StartAsync(desks: ScriptedModels.Desk());
        await using var page = await chromium.OpenAsync(appliance.Host.Web);
        await page.GoAsync("/system");
        await page.UntilAsync("() => document.querySelector('.figure .curve').getAttribute('d').length > 0");
        var elements = await page.ElementsAsync();
        using var call = await appliance.OpenAsync(Setup("load"));

        await page.UntilAsync("() => document.querySelector('.figures figure strong').innerText === '1'");

        var last = await page.EvaluateAsync<string>("() => document.querySelector('.figure .curve').getAttribute('d')");
        await page.UntilAsync($"() => document.querySelector('.figure .curve').getAttribute('d') !== '{last}'");
        Assert.InRange(await page.ElementsAsync(), elements, elements + 12); // a line for what was opened and heard
        Assert.Equal(0, await page.EvaluateAsync<int>("() => document.querySelectorAll('[style]').length"));
    }
}
