using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using Triage.Browser.Tests.Harness;
using static Triage.Server.Tests.TestAppliance;

namespace Triage.Browser.Tests;

/// <summary>WCAG 2.2 AA as far as axe sees it, on every page, in both themes, narrow, wide and at 200 %; and the keyboard alone.</summary>
public sealed class AccessibilityTests(Chromium chromium) : IClassFixture<Chromium>
{
    // 1280 px at 200 % are 640 px of CSS.
    private static readonly (string Name, int Width, int Height)[] s_sizes = [("320 px", 320, 700), ("1280 px", 1280, 900), ("200 %", 640, 450)];

    [Theory(Timeout = 240_000)]
    [InlineData("/", "RegulatingDoctor")]
    [InlineData("/call/vital", "RegulatingDoctor")]
    [InlineData("/call/over", "Evaluator")]
    [InlineData("/call/nobody", "Arm")]
    [InlineData("/system", "It")]
    [InlineData("/trial", "Evaluator")]
    public async Task Page_InBothThemesAndEverySize_HasNoViolation(string path, string role)
    {
        await using var appliance = await StartAsync();
        TalkScript.Begin(TalkScript.Open(appliance.Desk, "vital"));
        var over = TalkScript.Open(appliance.Desk, "over");
        TalkScript.Begin(over);
        await over.CompleteAsync(Core.Calls.EndReason.Completed, Ct);
        await using var page = await chromium.OpenAsync(appliance.Host.Web);
        page.ExpectsMissingPage = path.EndsWith("nobody", StringComparison.Ordinal);
        await page.ActAsAsync(appliance.Host.Web, role);
        await page.GoAsync(path);
        if (path is "/" or "/call/vital" or "/call/over")
            await page.UntilLiveAsync();
        await page.EvaluateAsync<bool>("() => { document.querySelectorAll('main details').forEach(d => d.open = true); return true; }");

        foreach (var theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.Page.EmulateMediaAsync(new() { ColorScheme = theme });
            foreach (var (name, width, height) in s_sizes)
            {
                await page.Page.SetViewportSizeAsync(width, height);
                var found = await page.Page.RunAxe();
                Assert.True(found.Violations.Length == 0, $"{path}, {theme}, {name}: " + string.Join("; ", found.Violations.Select(
                    v => $"{v.Id} ({v.Impact}): {v.Help}: {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html))}")));
                Assert.True(await page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= document.documentElement.clientWidth"), $"{path}, {name}: the page scrolls sideways");
            }
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task Keyboard_Alone_LeadsFromTheListThroughADecisionAndBack()
    {
        await using var appliance = await StartAsync();
        TalkScript.Begin(TalkScript.Open(appliance.Desk, "first"));
        TalkScript.Begin(TalkScript.Open(appliance.Desk, "second"));
        await using var page = await chromium.OpenAsync(appliance.Host.Web);
        await page.GoAsync("/");
        await page.UntilLiveAsync();
        var keys = page.Page.Keyboard;

        // A page opens at its title; the link over everything lies before it.
        for (var i = 0; i < 20 && await FocusAsync() != "Aller au contenu"; i++)
            await keys.PressAsync("Shift+Tab");
        Assert.Equal("Aller au contenu", await FocusAsync());
        Assert.True(await page.EvaluateAsync<bool>("() => document.activeElement.getBoundingClientRect().top >= 0"), "the skip link is not in sight when it has the focus");
        await keys.PressAsync("Enter");
        await page.UntilAsync("() => document.activeElement.id === 'main'");

        await keys.PressAsync("ArrowDown");
        await keys.PressAsync("ArrowDown");
        await page.UntilAsync("() => document.activeElement.querySelector('.name')?.innerText === 'second'");
        Assert.True(await VisibleFocusAsync(), "the call that has the focus does not show it");
        await keys.PressAsync("Enter");
        await page.UntilAsync("() => location.pathname === '/call/second'");
        await page.UntilLiveAsync();
        await page.UntilSuggestionAsync("P0");

        // Every control on the way is reached, and shows it.
        var reached = new List<string>();
        for (var i = 0; i < 20 && await FocusAsync() != "Aller au contenu"; i++)
            await keys.PressAsync("Shift+Tab");
        for (var i = 0; i < 60 && !reached.Contains("Transcription"); i++)
        {
            await keys.PressAsync("Tab");
            reached.Add(await FocusAsync());
            Assert.True(await VisibleFocusAsync(), $"« {reached[^1]} » has the focus and does not show it");
        }
        foreach (var control in (string[])["Accepter", "Modifier", "Rejeter", "Réglages", "Tous les appels"])
            Assert.Contains(reached, r => r.StartsWith(control, StringComparison.Ordinal));

        await keys.PressAsync("m");
        await page.UntilAsync("() => document.activeElement.id === 'dec-priority'");
        await keys.PressAsync("Escape");
        await page.UntilAsync("() => !document.querySelector('form.modify')");
        await page.EvaluateAsync<bool>("() => { document.activeElement.blur(); return true; }");
        await keys.PressAsync("r");
        await page.UntilAsync("() => document.querySelector('form.reject')");
        await page.Page.Locator("form.reject fieldset button").First.FocusAsync();
        await keys.PressAsync("Enter");
        await page.UntilAsync("() => document.querySelector('.outcome').innerText.includes('rejetée')");

        Task<string> FocusAsync() => page.EvaluateAsync<string>(
            "() => { const e = document.activeElement; return (e.getAttribute('aria-label') || document.getElementById(e.getAttribute('aria-labelledby'))?.innerText || e.innerText || e.id).trim(); }");
        Task<bool> VisibleFocusAsync() => page.EvaluateAsync<bool>("() => { const s = getComputedStyle(document.activeElement); return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2; }");
    }
}
