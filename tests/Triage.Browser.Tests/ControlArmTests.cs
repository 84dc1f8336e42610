using System.Text;
using Google.Protobuf;
using Triage.Browser.Tests.Harness;
using Triage.Core.Calls;
using Triage.Core.Tests.Calls;
using Triage.Core.Trial;
using Triage.Server.Tests;
using static Triage.Server.Tests.TestAppliance;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Browser.Tests;

/// <summary>A call of the control arm: its suggestions are computed, and not one byte of them reaches a browser.</summary>
public sealed class ControlArmTests(Chromium chromium) : IClassFixture<Chromium>
{
    /// <summary>What the scripted model's suggestions say and nothing else does.</summary>
    private static readonly string[] s_traces = ["turns-", "Prioritaire", "suggestion p1"];

    [Theory(Timeout = 180_000)]
    [InlineData(DisplayRule.Withheld)]
    [InlineData(DisplayRule.Shown)]
    public async Task Call_OfAnArm_ReachesTheBrowserAsTheArmSays(DisplayRule rule)
    {
        var log = new ArmLog(rule);
        await using var appliance = await StartAsync(desks: ScriptedModels.Desk(log));
        using var call = await appliance.OpenAsync(Setup("unit", s => s.Pacing = V1.Pacing.Live));
        await using var list = await chromium.OpenAsync(appliance.Host.Web);
        await using var page = await chromium.OpenAsync(appliance.Host.Web);
        await list.GoAsync("/");
        await page.GoAsync("/call/unit");
        await list.UntilLiveAsync();
        await page.UntilLiveAsync();

        var pcm = ToneSpeech.Pcm(ToneSpeech.Line(5).Say(8000, 0, 1), ToneSpeech.Line(5).Say(24000, 2));
        for (var at = 0; at < pcm.Length; at += 3200)
            await call.RequestStream.WriteAsync(new() { Audio = new() { StartS = at / 32000.0, Data = ByteString.CopyFrom(pcm, at, Math.Min(3200, pcm.Length - at)) } }, Ct);
        await call.RequestStream.WriteAsync(new() { End = new() }, Ct);
        await page.UntilAsync("() => document.querySelector('.ended')");
        await page.Page.ReloadAsync();
        await page.UntilLiveAsync();
        await list.UntilAsync("() => document.querySelector('.board.ended .call-link')");

        Assert.True(log.Computed > 0, "no suggestion was computed: the test shows nothing");
        var traces = new List<string>();
        foreach (var one in (WatchedPage[])[list, page])
        {
            var received = one.Received.Append(Encoding.UTF8.GetBytes(await one.Page.ContentAsync())).ToList();
            Assert.Contains(received, bytes => bytes.AsSpan().IndexOf("unit"u8) >= 0);
            traces.AddRange(s_traces.Where(trace => received.Exists(bytes => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(trace)) >= 0)));
        }
        if (rule == DisplayRule.Withheld)
            Assert.Empty(traces);
        else
            Assert.NotEmpty(traces);
    }

    /// <summary>An evidence log that gives every call the same arm and counts what it was told.</summary>
    private sealed class ArmLog(DisplayRule rule) : IEvidenceLog
    {
        private int _computed;

        public int Computed => Volatile.Read(ref _computed);

        public TimeSpan JudgementLimit => TimeSpan.Zero;

        public DisplayRule OpenCall(CallSetup setup, DateTimeOffset startedAt) => rule;

        public void Refuse(CallSetup setup, RefusalReason reason, string? field)
        {
        }

        public ValueTask<DisplayRule> ShowsAsync(string callId, SuggestionMade suggestion) => new(rule);

        public void Publish(string callId, CallEvent callEvent)
        {
            if (callEvent is SuggestionMade)
                Interlocked.Increment(ref _computed);
        }

        public void Record(ScreenExposure exposure)
        {
        }

        public void Record(ContentReading reading)
        {
        }
    }
}
