using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Triage.Training.Evaluation;

namespace Triage.Training.Tests.Evaluation;

public sealed class SpeechEvaluationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("evaluation").FullName;
    private readonly FakeTimeProvider _time = new();

    public SpeechEvaluationTests() => File.WriteAllBytes(Path.Combine(_folder, "a.wav"), []);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Offline_PerfectTranscripts_HaveNoError()
    {
        var manifest = Manifest("""{"audio":"a.wav","text":"Il a 39,2 et il ne respire pas."}""", """{"audio":"a.wav","text":"heu"}""");
        var report = await Offline(manifest, "il a trente-neuf deux et il ne respire pas", "");
        Assert.Equal(new Interval(0, 0, 0), report.WordErrorRate);
        Assert.Equal(0, report.CharacterErrorRate);
        Assert.Equal(1, report.CriticalTermRecall!.Value);
        Assert.Equal(new NegationScore(1, 0, 0), report.Negations);
        Assert.Equal(new SilenceScore(1, 0, 0), report.Silence);
        Assert.Empty(report.Worst);
    }

    [Fact]
    public async Task Offline_Errors_AreCountedByKind()
    {
        var manifest = Manifest(
            """{"audio":"a.wav","channel":0,"text":"est-ce qu'il respire"}""", """{"audio":"a.wav","channel":1,"text":"il saigne de la bouche"}""", """{"audio":"a.wav","channel":1,"text":""}""");
        var report = await Offline(manifest, "est-ce qu'il respirez", "il soigne la bouche rouge", "merci d'avoir regardé");
        // respire/respirez and saigne/soigne substituted, "de" lost, "rouge" and four words on silence added.
        Assert.Equal((2, 1, 5), (report.Substitutions, report.Deletions, report.Insertions));
        Assert.Equal(10, report.ReferenceWords);
        Assert.Equal(0.8, report.WordErrorRate!.Value, 12);
        Assert.Equal(new SilenceScore(1, 1, 4), report.Silence);
        Assert.Equal([(0, 0.2), (1, 1.4)], report.Channels.Select(c => (c.Channel!.Value, Math.Round(c.WordErrorRate!.Value, 9))));
        // Another form of the same group is no loss; "soigne" is.
        Assert.Equal(2.0 / 3, report.CriticalTermRecall!.Value, 12);
        Assert.Equal(["respire 1/1", "bouche 1/1", "saigne 0/1"], report.CriticalTerms.Select(t => $"{t.Group} {t.Recalled}/{t.Reference}").OrderBy(t => "rbs".IndexOf(t[0], StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("il ne respire pas", "il respire", 1, 0)]
    [InlineData("il respire", "il respire plus", 0, 1)]
    [InlineData("il respire pas", "il ne respire", 0, 0)]
    [InlineData("il ne respire pas", "il ne transpire pas", 0, 0)]
    public async Task Offline_Negations_AreLostOrInvented(string reference, string heard, int lost, int invented)
    {
        var report = await Offline(Manifest($$"""{"audio":"a.wav","text":"{{reference}}"}"""), heard);
        Assert.Equal((lost, invented), (report.Negations.Lost, report.Negations.Invented));
    }

    [Fact]
    public async Task Offline_TermHeardForItsContrary_IsLostAndInvented()
    {
        var report = await Offline(Manifest("""{"audio":"a.wav","text":"il est inconscient"}"""), "il est conscient");
        Assert.Equal(0, report.CriticalTermRecall!.Value);
        Assert.Equal([new TermScore("inconscient", 1, 0, 0), new TermScore("conscient", 0, 0, 1)], report.CriticalTerms);
    }

    [Fact]
    public async Task Offline_WallTime_GivesTheRealTimeFactor()
    {
        var report = await Offline(Manifest("""{"audio":"a.wav","text":"oui"}""", """{"audio":"a.wav","text":"non"}"""), "oui", "non");
        Assert.Equal((20.0, 1.0, 0.05), (report.AudioS, report.WallS, report.RealTimeFactor));
    }

    [Fact]
    public async Task Streaming_FinalsCutElsewhere_AreAlignedOverTheChannel()
    {
        var manifest = Manifest(
            """{"audio":"a.wav","channel":1,"start_s":4,"end_s":6,"text":"dans la cuisine"}""",
            """{"audio":"a.wav","channel":1,"start_s":1,"end_s":3,"text":"il vient de tomber"}""",
            """{"audio":"a.wav","channel":0,"start_s":3,"end_s":4,"text":"d'accord"}""");
        var report = await Streaming(manifest,
            new TimedText(1, 2.5, 6, "tomber dans la cuisine"), new TimedText(0, 3, 4, "d'accord"), new TimedText(1, 1, 2.4, "il vient de"));
        Assert.Equal(0, report.WordErrorRate!.Value);
        Assert.Equal(9, report.ReferenceWords);
        Assert.Equal(new SilenceScore(null, 0, 0), report.Silence);
    }

    [Fact]
    public async Task Streaming_FinalOutsideEverySegment_CountsAsSilence()
    {
        var manifest = Manifest("""{"audio":"a.wav","channel":1,"start_s":1,"end_s":3,"text":"il respire"}""", """{"audio":"a.wav","channel":1,"start_s":8,"end_s":9,"text":""}""");
        var report = await Streaming(manifest,
            new TimedText(1, 1, 3, "il respire"), new TimedText(1, 3.4, 3.6, "oui"), new TimedText(1, 3.6, 5, "merci d'avoir regardé"), new TimedText(1, 8, 9, "euh"), new TimedText(1, 8, 9, "au revoir"));
        Assert.Equal(new SilenceScore(null, 2, 6), report.Silence);
        Assert.Equal(7, report.Insertions);
        var worst = Assert.Single(report.Worst);
        Assert.Equal(new WorstSegment("a.wav", 1, 1, 2, 7), worst);
    }

    [Fact]
    public async Task Report_AsJson_HasTheContractsFieldsAndNoWords()
    {
        var manifest = Manifest("""{"audio":"a.wav","channel":1,"start_s":1,"end_s":3,"text":"secret respire"}""");
        var report = await Streaming(manifest, new TimedText(1, 1, 3, "confidentiel respire"));
        var json = report.ToJson();
        using var parsed = JsonDocument.Parse(json);
        Assert.Equal(
            ["schema", "mode", "manifest", "segments", "reference_words", "word_error_rate", "substitutions", "deletions", "insertions", "character_error_rate",
             "channels", "critical_term_recall", "critical_terms", "negations", "silence", "audio_s", "wall_s", "real_time_factor", "worst"],
            parsed.RootElement.EnumerateObject().Select(p => p.Name));
        Assert.Equal("triage.evaluate.speech/1", parsed.RootElement.GetProperty("schema").GetString());
        Assert.Equal(0.5, parsed.RootElement.GetProperty("word_error_rate").GetProperty("value").GetDouble());
        Assert.DoesNotContain("secret", json, StringComparison.Ordinal);
        Assert.DoesNotContain("confidentiel", json, StringComparison.Ordinal);
        Assert.DoesNotContain(_folder, json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Report_AsTable_IsFrenchAndAligned()
    {
        var manifest = Manifest("""{"audio":"a.wav","text":"il ne respire pas bien"}""");
        var table = SpeechReportTable.Render(await Offline(manifest, "il respire bien"));
        Assert.Contains("Taux d'erreur de mots               40,0 %  [40,0 ; 40,0]\n", table, StringComparison.Ordinal);
        Assert.Contains("Négations perdues / inventées       1 / 0 sur 1 termes\n", table, StringComparison.Ordinal);
        Assert.Contains("Facteur temps réel                  0,050\n", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_Cancelled_StopsBeforeTheNextSegment()
    {
        using var source = new CancellationTokenSource();
        var transcriber = new Scripted(["oui", "non"], _time) { OnSegment = source.Cancel };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await new SpeechEvaluation(CriticalTerms.Embedded(), _time)
            .RunOfflineAsync(Manifest("""{"audio":"a.wav","text":"oui"}""", """{"audio":"a.wav","text":"non"}"""), transcriber, source.Token));
        Assert.Equal(1, transcriber.Asked);
    }

    private SpeechManifest Manifest(params string[] lines)
    {
        var path = Path.Combine(_folder, "m.jsonl");
        File.WriteAllLines(path, lines);
        return SpeechManifest.Read(path);
    }

    private Task<SpeechReport> Offline(SpeechManifest manifest, params string[] heard) =>
        new SpeechEvaluation(CriticalTerms.Embedded(), _time).RunOfflineAsync(manifest, new Scripted(heard, _time), TestContext.Current.CancellationToken);

    private Task<SpeechReport> Streaming(SpeechManifest manifest, params TimedText[] finals) =>
        new SpeechEvaluation(CriticalTerms.Embedded(), _time).RunStreamingAsync(manifest, new ScriptedCall(finals), TestContext.Current.CancellationToken);

    /// <summary>Says its lines in order; each takes half a second for ten seconds of audio.</summary>
    private sealed class Scripted(IReadOnlyList<string> lines, FakeTimeProvider time) : ISegmentTranscriber
    {
        public int Asked { get; private set; }

        public Action OnSegment { get; init; } = () => { };

        public ValueTask<SegmentTranscription> TranscribeAsync(SpeechSegment segment, CancellationToken cancellation)
        {
            time.Advance(TimeSpan.FromSeconds(0.5));
            OnSegment();
            return ValueTask.FromResult(new SegmentTranscription(lines[Asked++], 10));
        }
    }

    private sealed class ScriptedCall(IReadOnlyList<TimedText> finals) : ICallTranscriber
    {
        public ValueTask<CallTranscription> TranscribeAsync(string audio, CancellationToken cancellation) =>
            ValueTask.FromResult(new CallTranscription(finals, 60));
    }
}
