using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using Google.Protobuf;
using Triage.Core.Tests.Calls;
using static Triage.Server.Tests.TestAppliance;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Tests.Hosting;

/// <summary>Whole calls over scripted models and real connections, and what a scrape says of them.</summary>
public sealed partial class MetricsExportTests
{
    private const string CallId = "appel-de-madame-canari";

    /// <summary>All tags there are; a new one must be thought about: how many values, and does it name anyone?</summary>
    private static readonly string[] Labels =
    [
        "triage_call_state", "triage_channel", "triage_end_reason", "triage_final_stage", "triage_gap_reason", "triage_job_kind", "triage_job_outcome",
        "triage_job_punctuality", "triage_opening", "triage_partial_fate", "triage_refusal_reason", "triage_source_departure", "triage_step_batch",
        "triage_step_kind", "le", "otel_scope_name",
    ];

    [Fact(Timeout = 30_000)]
    public async Task Scrape_AfterACall_CountsItAndSaysNoWordOfIt()
    {
        await using var appliance = await StartAsync(desks: ScriptedModels.Desk());
        var events = await PlayAsync(appliance, CallId, V1.Pacing.Live);

        var samples = await ScrapeAsync(appliance);

        Assert.Equal([ToneSpeech.Text(0, 1), ToneSpeech.Text(2)], events.Where(e => e.Final is not null).Select(e => e.Final.Text));
        Assert.Equal(2, samples.Single(s => Name(s.Key) == "triage_final_latency_seconds_count").Value);
        Assert.Equal(2, samples.Single(s => Name(s.Key) == "triage_finals_total").Value);
        Assert.Equal(events.Count(e => e.Suggestion is not null), samples.Single(s => Name(s.Key) == "triage_suggestion_latency_seconds_count").Value);
        Assert.Equal(1, Find(samples, "triage_calls_ended_total", "triage_end_reason=\"completed\""));
        Assert.Equal(1, Find(samples, "triage_call_openings_total", "triage_opening=\"new\""));
        Assert.Equal(1, Find(samples, "triage_source_departures_total", "triage_source_departure=\"call_over\""));
        Assert.Equal(5, Find(samples, "triage_audio_received_seconds_total", "triage_channel=\"caller\""), 6);
        Assert.Equal(0, Find(samples, "triage_calls", "triage_call_state=\"running\""));
        Assert.Equal(2, Find(samples, "triage_final_latency_seconds_bucket", "le=\"6\""));
        Assert.True(Find(samples, "triage_suggestion_latency_seconds_bucket", "le=\"1\"") > 0);
        Assert.Contains(samples.Keys, s => s.StartsWith("dotnet_gc_", StringComparison.Ordinal));
        foreach (var word in ToneSpeech.Words.Append("canari").Append("turns"))
            Assert.DoesNotContain(samples.Keys, s => s.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    [Fact(Timeout = 30_000)]
    public async Task Scrape_AfterManyCalls_HasTheSameSeriesAsAfterOne()
    {
        await using var appliance = await StartAsync(desks: ScriptedModels.Desk());
        await PlayAsync(appliance, "first");
        var one = Series(await ScrapeAsync(appliance));
        for (var i = 0; i < 10; i++)
            await PlayAsync(appliance, $"call-{i}");

        var many = Series(await ScrapeAsync(appliance, after: 11));

        Assert.Equal(one, many);
        Assert.DoesNotContain(many, s => Name(s) == "triage_final_latency_seconds_count"); // nobody waits for a recording
        var labels = many.SelectMany(s => LabelName().Matches(s)).Select(m => m.Groups[1].Value).Distinct();
        Assert.All(labels, label => Assert.Contains(label, Labels));
    }

    [Fact(Timeout = 30_000)]
    public async Task Scrape_OfTheGrpcAddress_IsNotServed()
    {
        await using var appliance = await StartAsync();
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using var answer = await http.GetAsync(new Uri(appliance.Host.Grpc, "/metrics"), Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact(Timeout = 30_000)]
    public async Task Scrape_SourcesThatLeaveEachInItsWay_ToldApart()
    {
        await using var appliance = await StartAsync(desks: ScriptedModels.Desk());
        using var vanish = new CancellationTokenSource();
        using (var vanishing = await appliance.OpenAsync(Setup("vanished"), vanish.Token))
        {
            await vanish.CancelAsync();
            await appliance.LoggedAsync(2103);
        }
        using var closing = await appliance.OpenAsync(Setup("closed"));
        await closing.RequestStream.CompleteAsync();
        await ReadToFailureAsync(closing.ResponseStream);
        using var broken = await appliance.OpenAsync(Setup("broken"));
        await broken.RequestStream.WriteAsync(new(), Ct);
        await ReadToFailureAsync(broken.ResponseStream);
        using var old = await appliance.OpenAsync(Setup("taken"));
        using var back = await appliance.OpenAsync(Setup("taken", s => s.Resume = true));
        await ReadToFailureAsync(old.ResponseStream);

        var samples = await ScrapeAsync(appliance);

        foreach (var departure in (string[])["vanished", "closed_without_end", "protocol_broken", "taken_over"])
            Assert.Equal(1, Find(samples, "triage_source_departures_total", $"\"{departure}\""));
        Assert.Equal(1, Find(samples, "triage_calls_ended_total", "\"rejected\""));
        Assert.Equal(2, Find(samples, "triage_calls", "\"detached\""));
        Assert.Equal(1, Find(samples, "triage_calls", "\"running\""));
    }

    private static async Task<List<V1.CallEvent>> PlayAsync(TestAppliance appliance, string callId, V1.Pacing pacing = V1.Pacing.Recorded)
    {
        var pcm = ToneSpeech.Pcm(ToneSpeech.Line(5).Say(8000, 0, 1), ToneSpeech.Line(5).Say(24000, 2));
        using var call = await appliance.OpenAsync(Setup(callId, s => s.Pacing = pacing));
        var reading = ReadAllAsync(call.ResponseStream);
        for (var at = 0; at < pcm.Length; at += 3200)
            await call.RequestStream.WriteAsync(new() { Audio = new() { StartS = at / 32000.0, Data = ByteString.CopyFrom(pcm, at, Math.Min(3200, pcm.Length - at)) } }, Ct);
        await call.RequestStream.WriteAsync(new() { End = new() }, Ct);
        await call.RequestStream.CompleteAsync();
        return await reading;
    }

    /// <summary>Every sample, by its name and labels, without comments and times.</summary>
    /// <param name="after">Calls whose end the scrape must have seen: the exporter answers from its last collection for a moment.</param>
    private static async Task<Dictionary<string, double>> ScrapeAsync(TestAppliance appliance, int after = 0)
    {
        using var http = new HttpClient { BaseAddress = appliance.Host.Web };
        while (true)
        {
            var text = await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Ct);
            var samples = Sample().Matches(text).ToDictionary(m => m.Groups[1].Value, m => double.Parse(m.Groups[2].Value, CultureInfo.InvariantCulture));
            if (after == 0 || samples.Single(s => Name(s.Key) == "triage_calls_ended_total").Value >= after)
                return samples;
        }
    }

    private static string Name(string sample) => sample.Split('{')[0];

    private static double Find(Dictionary<string, double> samples, string name, string label) =>
        samples.Single(s => Name(s.Key) == name && s.Key.Contains(label, StringComparison.Ordinal)).Value;

    private static string[] Series(Dictionary<string, double> samples) => [.. samples.Keys.Where(k => k.StartsWith("triage_", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"^([a-z]\w*(?:\{.*\})?) (\S+)(?: \d+)?$", RegexOptions.Multiline)]
    private static partial Regex Sample();

    [GeneratedRegex(@"[{,](\w+)=")]
    private static partial Regex LabelName();
}
