using Triage.Browser.Tests.Harness;
using Triage.Core.Assessment;
using Triage.Server.Tests;
using static Triage.Server.Tests.TestAppliance;

namespace Triage.Browser.Tests;

/// <summary>Twenty calls that speak at once, many times faster than people do, before one browser.</summary>
public sealed class ManyCallsTests(Chromium chromium, ITestOutputHelper output) : IClassFixture<Chromium>
{
    private const int Calls = 20;
    private const int Rounds = 3;
    private const double LongestTaskMs = 200;

    [Fact(Timeout = 240_000)]
    public async Task TwentyCalls_Speaking_HoldTheBrowserNeverUpAndTheListStaysTheSameSize()
    {
        await using var appliance = await StartAsync();
        var calls = Enumerable.Range(0, Calls).Select(i => TalkScript.Open(appliance.Desk, $"call-{i:00}")).ToArray();
        foreach (var call in calls)
            TalkScript.Begin(call);
        await using var page = await chromium.OpenAsync(appliance.Host.Web);
        await page.GoAsync("/");
        await page.UntilLiveAsync();
        await page.UntilAsync($"() => document.querySelectorAll('.call-link').length === {Calls}");
        var elements = await page.ElementsAsync();

        // Other programs of the machine hold a browser up too: the best of the rounds tells what the page itself does.
        var longest = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            await page.EvaluateAsync<bool>("() => { window.watched.longTasks = []; return true; }");
            foreach (var priority in (Priority[])[Priority.P3, Priority.P2, Priority.P1, Priority.P0])
                await SpeakAsync(page, calls, round, priority);
            longest.Add((await page.LongTasksAsync()).DefaultIfEmpty(0).Max());
        }

        output.WriteLine($"{Calls} calls: longest task of each round {string.Join(", ", longest.Select(ms => $"{ms:F0} ms"))}; {elements} elements before, {await page.ElementsAsync()} after");
        Assert.True(longest.Min() < LongestTaskMs, $"longest tasks {string.Join(", ", longest)} ms");
        Assert.InRange(await page.ElementsAsync(), 1, elements + Calls * 8); // alerts and changed labels, nothing that grows
    }

    [Fact(Timeout = 240_000)]
    public async Task OneCall_ThatGoesOnAndOn_GrowsByItsSentencesOnly()
    {
        await using var appliance = await StartAsync();
        var call = TalkScript.Open(appliance.Desk, "long");
        TalkScript.Begin(call);
        await using var page = await chromium.OpenAsync(appliance.Host.Web);
        await page.GoAsync("/call/long");
        await page.UntilLiveAsync();
        await page.UntilAsync("() => document.querySelectorAll('#transcript > li').length === 4");
        var elements = await page.ElementsAsync();

        for (var i = 0; i < 400; i++)
        {
            call.Emit(TalkScript.Partial(4, i % 10 / 10.0));
            if (i % 20 == 0)
                call.Emit(TalkScript.Suggestion(20 + i / 20.0));
        }
        for (var turn = 4; turn < 24; turn++)
            call.Emit(TalkScript.Final(turn));
        await page.UntilAsync("() => document.querySelectorAll('#transcript > li').length === 24 && !document.querySelector('.unstable')");

        // A sentence is a line with its voice, time and marked words; suggestions that repeat the one before add a mark to the strip at most.
        Assert.InRange(await page.ElementsAsync(), elements, elements + 20 * 14 + 60);
    }

    private static async Task SpeakAsync(WatchedPage page, ScriptedCall[] calls, int round, Priority priority)
    {
        // The screen shows a less urgent suggestion late: what it must show now is the motive of the more urgent one, or P0 again.
        foreach (var call in calls)
        {
            for (var i = 1; i <= 10; i++)
                call.Emit(TalkScript.Partial(4 + round, i / 10.0));
            call.Emit(TalkScript.Final(4 + round));
            call.Emit(TalkScript.Suggestion(20 + round, priority));
        }
        await page.EvaluateAsync<bool>("() => new Promise(done => { let left = 20; const next = () => --left ? requestAnimationFrame(next) : done(true); requestAnimationFrame(next); })");
    }
}
