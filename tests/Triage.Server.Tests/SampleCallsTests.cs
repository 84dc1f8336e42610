using System.Diagnostics;
using System.Text.Json;
using Triage.Core.Audio;
using Triage.Server.Cli;
using Triage.Server.Tests.Cli;
using Triage.Tests;

namespace Triage.Server.Tests;

/// <summary>The whole product on whole calls: WAV in, gRPC, embedded models, suggestions out, as <c>triage replay</c> does it.</summary>
public sealed class SampleCallsTests
{
    [Theory]
    [InlineData("arret-cardiaque", "M01", "P0", false)]
    [InlineData("detresse-respiratoire", "M01", "P0", false)]
    [InlineData("douleur-thoracique", "M03", "P1", false)]
    [InlineData("avc-aphasie", "M03", "P1", false)]
    [InlineData("fievre-enfant", "M03", "P2", true)]
    [InlineData("renseignement", "M06", "P3", true)]
    public async Task Replay_SampleCall_SuggestsItsMotiveFamilyAndPriorityWithEvidence(string call, string family, string priority, bool neverVital)
    {
        var events = await ReplayAsync(TestPaths.InRoot("samples", "calls", call + ".wav"));

        var suggestions = events.Where(e => Type(e) == "suggestion").ToList();
        var last = suggestions[^1];
        Assert.StartsWith(family, last.GetProperty("motive").GetProperty("code").GetString());
        Assert.Equal(priority, Priority(last));
        if (neverVital)
            Assert.DoesNotContain(suggestions, s => Priority(s) == "P0");
        foreach (var finding in suggestions.SelectMany(s => s.GetProperty("findings").EnumerateArray()))
        {
            Assert.NotEmpty(finding.GetProperty("evidence").EnumerateArray());
            Assert.All(finding.GetProperty("evidence").EnumerateArray(), e => Assert.InRange(e.GetProperty("quote").GetString()!.Split(' ').Length, 1, 12));
        }
        AssertStableWordsAreKept(events);
        Assert.Equal(0, events[^1].GetProperty("audio_lost_s").GetDouble());
    }

    [Fact]
    public async Task Replay_CallerSpeaksEnglish_IsAnnouncedAndTheSuggestionAbstains()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "english.wav");
        WriteCall(path,
            Speak(folder, "fr", "Samu centre quinze, bonjour, quelle est l'adresse de l'urgence ?"),
            Speak(folder, "en", "Hello, my husband has fallen down the stairs and he is not breathing any more. Please send an ambulance quickly, we are at the main station."));

        var events = await ReplayAsync(path);

        Assert.Contains(events, e => Type(e) == "degraded" && e.GetProperty("what").GetString() == "language");
        var last = events.Last(e => Type(e) == "suggestion");
        Assert.True(last.GetProperty("abstained").GetBoolean());
        Assert.Equal("other_language", last.GetProperty("reason").GetString());
    }

    private static async Task<List<JsonElement>> ReplayAsync(string path)
    {
        var run = CliRun.WithModels();
        var code = await run.RunAsync("replay", path, "--speed", "max", "--json");
        Assert.True(code == ExitCodes.Done, run.Error);
        return [.. run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    private static string? Type(JsonElement happened) => happened.GetProperty("type").GetString();

    private static string? Priority(JsonElement suggestion) => suggestion.GetProperty("priority").GetProperty("code").GetString();

    /// <summary>The contract of partials: stable words only grow, and the final begins with them.</summary>
    private static void AssertStableWordsAreKept(List<JsonElement> events)
    {
        var stable = new Dictionary<(string, int), string>();
        foreach (var happened in events.Where(e => Type(e) is "partial" or "final"))
        {
            var key = (happened.GetProperty("channel").GetString()!, happened.GetProperty("utterance").GetInt32());
            var text = happened.GetProperty("text").GetString()!;
            var promised = stable.GetValueOrDefault(key, "");
            Assert.StartsWith(promised, text, StringComparison.Ordinal);
            if (Type(happened) == "partial")
            {
                var now = happened.GetProperty("stable").GetString()!;
                Assert.StartsWith(promised, now, StringComparison.Ordinal);
                stable[key] = now;
            }
        }
        Assert.NotEmpty(stable);
    }

    /// <summary>Speech of espeak-ng, which <c>./test</c> installs; absent: counted as skipped, a failure under CI.</summary>
    private static float[] Speak(TemporaryFolder folder, string voice, string text)
    {
        var path = Path.Combine(folder.Path, voice + ".wav");
        try
        {
            using var speaker = Process.Start(new ProcessStartInfo("espeak-ng", ["-v", voice, "-w", path, text]))!;
            speaker.WaitForExit();
            Assert.Equal(0, speaker.ExitCode);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "espeak-ng is not installed");
            throw;
        }
        using var file = File.OpenRead(path);
        var wav = WavReader.Open(file);
        var samples = new float[wav.SampleRateHz * 30];
        var count = wav.ReadFrames(samples);
        var resampler = new PolyphaseResampler(wav.SampleRateHz, 8000);
        var telephone = new float[resampler.OutputLength(count)];
        return telephone[..resampler.Process(samples.AsSpan(0, count), telephone)];
    }

    /// <summary>First the operator, then the caller, with a second of silence around each.</summary>
    private static void WriteCall(string path, float[] operatorSpeech, float[] callerSpeech)
    {
        const int second = 8000;
        var frames = operatorSpeech.Length + callerSpeech.Length + 4 * second;
        var interleaved = new float[frames * 2];
        for (var i = 0; i < operatorSpeech.Length; i++)
            interleaved[2 * (second + i)] = operatorSpeech[i] * 0.5f;
        for (var i = 0; i < callerSpeech.Length; i++)
            interleaved[2 * (operatorSpeech.Length + 2 * second + i) + 1] = callerSpeech[i] * 0.5f;
        using var file = File.Create(path);
        using var writer = new WavWriter(file, 8000, 2, WavEncoding.Pcm16);
        writer.Write(interleaved);
    }
}
