using Triage.Browser.Tests.Harness;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Server.Configuration;
using Triage.Server.Tests;
using static Triage.Server.Tests.TestAppliance;

namespace Triage.Browser.Tests;

/// <summary>One call on the screen: what stays after a reload and a restart, what interrupts and how often, what the keyboard does.</summary>
public sealed class CallScreenTests(Chromium chromium) : IClassFixture<Chromium>
{
    [Fact(Timeout = 180_000)]
    public async Task Reload_InMidCall_LosesNothing()
    {
        await using var appliance = await StartAsync();
        var call = TalkScript.Open(appliance.Desk, "reload");
        TalkScript.Begin(call);
        await using var page = await chromium.OpenAsync(appliance.Host.Web);
        await page.GoAsync("/call/reload");
        await page.UntilLiveAsync();
        call.Emit(TalkScript.Partial(4, 0.5));
        await page.UntilAsync("() => document.querySelectorAll('#transcript > li').length === 5");
        var before = await page.TranscriptAsync();

        await page.Page.ReloadAsync();
        await page.UntilLiveAsync();

        Assert.Equal(before, await page.TranscriptAsync());
        await page.UntilSuggestionAsync("P0");
        call.Emit(TalkScript.Final(4));
        await page.UntilAsync("() => !document.querySelector('.unstable')");
    }

    [Fact(Timeout = 180_000)]
    public async Task Accept_ByOneKey_RecordsTheDecisionAndShowsIt()
    {
        await using var appliance = await StartAsync();
        var call = TalkScript.Open(appliance.Desk, "accept");
        TalkScript.Begin(call);
        await using var page = await chromium.OpenAsync(appliance.Host.Web);
        await page.GoAsync("/call/accept");
        await page.UntilLiveAsync();
        await page.UntilAsync("() => Number(document.getElementById('suggestion').dataset.sequence) > 0");

        await page.Page.Keyboard.PressAsync("a");

        await page.UntilAsync("() => document.querySelector('.outcome').innerText.includes('acceptée')");
        var recorded = await FirstDecisionAsync(appliance.Desk, "accept");
        Assert.Equal((DecisionAction.Accepted, DeciderRole.RegulatingDoctor, 5L, false), (recorded.Decision.Action, recorded.Decision.Role, recorded.Decision.SuggestionSequence, recorded.Late));
    }

    [Fact(Timeout = 180_000)]
    public async Task Alert_OfAVitalEmergency_ComesOnceForCallAndMotive()
    {
        await using var appliance = await StartAsync();
        var call = TalkScript.Open(appliance.Desk, "alert");
        call.Emit(TalkScript.Final(0));
        await using var page = await chromium.OpenAsync(appliance.Host.Web);
        await page.GoAsync("/call/alert");
        await page.UntilLiveAsync();
        await page.EvaluateAsync<bool>("""
            () => {
                window.alerts = [];
                let there = false;
                new MutationObserver(() => {
                    const now = document.querySelector('.alert');
                    if (now && !there) window.alerts.push(now.innerText);
                    there = !!now;
                }).observe(document.body, { childList: true, subtree: true });
                return true;
            }
            """);

        call.Emit(TalkScript.Suggestion(4, Priority.P2, "M03.06"));
        await page.UntilSuggestionAsync("P2");
        Assert.Equal(0, await AlertsAsync());
        call.Emit(TalkScript.Suggestion(8));
        await page.UntilAsync("() => window.alerts.length === 1");
        await page.Page.Locator(".alert button").ClickAsync();
        await page.UntilAsync("() => !document.querySelector('.alert')");
        call.Emit(TalkScript.Suggestion(9));
        call.Emit(TalkScript.Suggestion(10));
        await page.UntilAsync("() => document.getElementById('suggestion').dataset.sequence === '5'");
        Assert.Equal(1, await AlertsAsync());
        call.Emit(TalkScript.Suggestion(11, motive: "M03.06"));
        await page.UntilAsync("() => window.alerts.length === 2");
        await page.Page.ReloadAsync();
        await page.UntilLiveAsync();
        await page.UntilSuggestionAsync("P0");
        call.Emit(TalkScript.Suggestion(12));
        await page.UntilAsync("() => document.getElementById('suggestion').dataset.sequence === '7'");
        Assert.Equal(0, await page.Page.Locator(".alert").CountAsync());

        Task<int> AlertsAsync() => page.EvaluateAsync<int>("() => window.alerts.length");
    }

    [Fact(Timeout = 240_000)]
    public async Task Restart_OfTheServer_IsTold_AndThePageComesBackByItself()
    {
        var first = await StartAsync(drain: TimeSpan.FromSeconds(1));
        var listen = new ListenConfiguration { Grpc = new(System.Net.IPAddress.Loopback, 0), Web = new(System.Net.IPAddress.Loopback, first.Host.Web.Port) };
        await using var page = await chromium.OpenAsync(first.Host.Web);
        try
        {
            TalkScript.Begin(TalkScript.Open(first.Desk, "before"));
            await page.GoAsync("/");
            await page.UntilLiveAsync();
            page.ExpectsLostConnection = true;
        }
        finally
        {
            await first.DisposeAsync();
        }
        await page.UntilAsync("() => { const told = document.getElementById('components-reconnect-modal'); return getComputedStyle(told).display !== 'none' && told.innerText.includes('perdue'); }");

        await using var second = await StartAsync(listen: listen);
        TalkScript.Begin(TalkScript.Open(second.Desk, "after"));

        await page.UntilAsync("() => document.querySelector('.call-link .name')?.innerText === 'after'", 120_000);
        Assert.False(await page.Page.Locator("#components-reconnect-modal").IsVisibleAsync());
    }

    private static async Task<DecisionRecorded> FirstDecisionAsync(ScriptedDesk desk, string id)
    {
        await foreach (var happened in desk.WatchAsync(id, 0, Ct))
            if (happened is DecisionRecorded decision)
                return decision;
        throw new InvalidOperationException("the call ended without a decision");
    }
}
