using System.Text.Json;
using Triage.Core.Calls;
using Triage.Tests;

namespace Triage.Server.Tests.Cli;

public sealed class EvaluateSpeechCommandTests
{
    private static string Clip(int number) => TestPaths.InRoot("models", "whisper-base-fr", "reference", $"{number:00}.wav");

    private static string Segment(string audio, string text, int? channel = null) =>
        JsonSerializer.Serialize(new Dictionary<string, object?> { ["audio"] = audio, ["channel"] = channel, ["text"] = text });

    [Fact(Timeout = 30_000)]
    public async Task Offline_TwoClips_AreRecognisedAndReportedInTheContractsShape()
    {
        using var folder = new TemporaryFolder();
        var manifest = folder.File("clips.jsonl",
            Segment(Clip(0), "Samu centre quinze, bonjour, quelle est l'adresse de l'urgence ?"),
            Segment(Clip(1), "Oui bonjour, venez vite, c'est mon mari, il vient de tomber dans la cuisine, il ne répond plus !"));
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync("evaluate", "speech", "--manifest", manifest, "--mode", "offline", "--json"));

        Assert.Equal(
        [
            "schema", "mode", "manifest", "segments", "reference_words", "word_error_rate.value", "word_error_rate.low", "word_error_rate.high",
            "substitutions", "deletions", "insertions", "character_error_rate",
            "channels[].channel", "channels[].segments", "channels[].reference_words",
            "channels[].word_error_rate.value", "channels[].word_error_rate.low", "channels[].word_error_rate.high",
            "critical_term_recall.value", "critical_term_recall.low", "critical_term_recall.high",
            "critical_terms[].group", "critical_terms[].reference", "critical_terms[].recalled", "critical_terms[].invented", "critical_terms[].recall",
            "negations.checked", "negations.lost", "negations.invented", "silence.segments", "silence.with_words", "silence.words",
            "audio_s", "wall_s", "real_time_factor",
        ], JsonKeys.Of(cli.Out));
        using var report = JsonDocument.Parse(cli.Out);
        Assert.Equal("triage.evaluate.speech/1", report.RootElement.GetProperty("schema").GetString());
        Assert.Equal(30, report.RootElement.GetProperty("reference_words").GetInt32());
        Assert.Equal(0, report.RootElement.GetProperty("word_error_rate").GetProperty("value").GetDouble());
        Assert.Contains("100 %  Segments : 2 sur 2\n", cli.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Confusions_MisheardWords_AreWrittenAsContent()
    {
        using var folder = new TemporaryFolder();
        var manifest = folder.File("clips.jsonl", Segment(Clip(0), "Samu centre quinze, bonsoir, quelle est l'adresse de l'urgence ?"));
        var file = Path.Combine(folder.Path, "confusions.yaml");
        var cli = new CliRun(new());

        Assert.Equal(0, await cli.RunAsync("evaluate", "speech", "--manifest", manifest, "--mode", "offline", "--confusions", file));

        Assert.Contains("{ said: \"bonsoir\", heard: \"bonjour\", count: 1, of: 1 }", await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Confusions_OfALiveCall_IsAUsageError()
    {
        using var folder = new TemporaryFolder();
        var cli = new CliRun(new());
        Assert.Equal(2, await cli.RunAsync("evaluate", "speech", "--manifest", folder.File("clips.jsonl", Segment(Clip(0), "bonjour")), "--confusions", "confusions.yaml"));
        Assert.Contains("--confusions", cli.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Streaming_ACall_ScoresWhatTheDeskHeard()
    {
        using var folder = new TemporaryFolder();
        var manifest = folder.File("clips.jsonl", Segment(Clip(0), "bonjour madame"));
        var heard = new FinalTranscript(CallChannel.Mixed, 1, 0.5, 1, "bonjour monsieur", [], false, new(0, 0, 0));
        var said = false;
        var cli = new CliRun(new()
        {
            Prepare = call => call.OnAudio = at => at > 1 && !said ? Say() : [],
        });
        IEnumerable<CallEvent> Say()
        {
            said = true;
            return [heard];
        }

        Assert.Equal(0, await cli.RunAsync("evaluate", "speech", "--manifest", manifest));

        Assert.Contains("clips.jsonl (en direct)\n", cli.Out, StringComparison.Ordinal);
        Assert.Matches("Taux d'erreur de mots +50,0 %", cli.Out);
        Assert.Contains("100 %  Enregistrements : 1 sur 1\n", cli.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Streaming_ChannelThatTheRecordingLacks_IsNamedBeforeAnythingRuns()
    {
        using var folder = new TemporaryFolder();
        var cli = new CliRun(new());

        Assert.Equal(1, await cli.RunAsync("evaluate", "speech", "--manifest", folder.File("m.jsonl", Segment(Clip(0), "bonjour", channel: 1))));

        Assert.StartsWith("triage : manifeste inutilisable : 00.wav compte 1 canal, et un segment nomme le canal 1", cli.Error, StringComparison.Ordinal);
        Assert.Empty(cli.Out);
    }

    [Fact(Timeout = 30_000)]
    public async Task Streaming_CallThatTheDeskRefuses_IsNamedAndExitsWith1()
    {
        using var folder = new TemporaryFolder();
        var cli = new CliRun(new() { Refusal = new(RefusalReason.InvalidSetup, "is not supported", "sample_rate_hz") });

        Assert.Equal(1, await cli.RunAsync("evaluate", "speech", "--manifest", folder.File("m.jsonl", Segment(Clip(0), "bonjour"))));

        Assert.Contains("triage : 00.wav: sample_rate_hz is not supported\n", cli.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Manifest_WithAFault_IsNamedByLineAndField()
    {
        using var folder = new TemporaryFolder();
        var cli = new CliRun(new());

        Assert.Equal(1, await cli.RunAsync("evaluate", "speech", "--manifest", folder.File("m.jsonl", Segment(Clip(0), "bonjour"), Segment("absent.wav", "bonjour"))));

        Assert.Contains("m.jsonl, line 2, field 'audio'", cli.Error, StringComparison.Ordinal);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("--manifest", "evaluate", "speech")]
    [InlineData("absent.jsonl n'existe pas", "evaluate", "speech", "--manifest", "absent.jsonl")]
    [InlineData("--mode vaut « live » ; attendu : streaming ou offline", "evaluate", "speech", "--manifest", "m.jsonl", "--mode", "live")]
    [InlineData("commande", "evaluate")]
    public async Task Usage_Wrong_IsNamedAndExitsWith2(string message, params string[] args)
    {
        var cli = new CliRun(new());

        Assert.Equal(2, await cli.RunAsync(args));

        Assert.Contains(message, cli.Error, StringComparison.OrdinalIgnoreCase);
    }
}
