using Triage.Tests;
using Triage.Training.Evaluation;

namespace Triage.Training.Tests.Evaluation;

public sealed class SpeechManifestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("manifest é ").FullName;

    public SpeechManifestTests() => File.WriteAllBytes(Path.Combine(_folder, "a.wav"), []);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_Segments_KeepsEveryField()
    {
        var manifest = Read("""{"audio":"a.wav","channel":1,"start_s":0.5,"end_s":2,"text":"Il respire."}""", "", """{"audio":"a.wav","text":""}""");
        var audio = Path.Combine(_folder, "a.wav");
        Assert.Equal([new SpeechSegment(audio, 1, 0.5, 2, "Il respire."), new SpeechSegment(audio, null, 0, null, "")], manifest.Segments);
        Assert.Equal($"{Path.GetFileName(_folder)}/m.jsonl", manifest.Name);
    }

    [Theory]
    [InlineData("""{"text":"oui"}""", "audio", "missing")]
    [InlineData("""{"audio":"a.wav"}""", "text", "missing")]
    [InlineData("""{"audio":"","text":"oui"}""", "audio", "empty")]
    [InlineData("""{"audio":"b.wav","text":"oui"}""", "audio", "no such file")]
    [InlineData("""{"audio":"a.wav","text":3}""", "text", "text expected")]
    [InlineData("""{"audio":"a.wav","text":"oui","channel":-1}""", "channel", "index")]
    [InlineData("""{"audio":"a.wav","text":"oui","channel":0.5}""", "channel", "index")]
    [InlineData("""{"audio":"a.wav","text":"oui","start_s":-1}""", "start_s", "seconds")]
    [InlineData("""{"audio":"a.wav","text":"oui","start_s":"1"}""", "start_s", "seconds")]
    [InlineData("""{"audio":"a.wav","text":"oui","start_s":2,"end_s":2}""", "end_s", "after")]
    [InlineData("""["a.wav"]""", "", "object")]
    [InlineData("""{"audio":""", "", "JSON")]
    public void Read_FaultyLine_NamesLineAndField(string line, string field, string problem)
    {
        var fault = Assert.Throws<SpeechManifestException>(() => Read("""{"audio":"a.wav","text":"oui"}""", "", line));
        Assert.Equal((3, field), (fault.Line, fault.Field));
        Assert.Contains(problem, fault.Message, StringComparison.Ordinal);
        Assert.Contains("line 3", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NothingUsable_NamesTheFile()
    {
        Assert.Contains("no segment", Assert.Throws<SpeechManifestException>(() => Read("", " ")).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<SpeechManifestException>(() => SpeechManifest.Read(Path.Combine(_folder, "x.jsonl"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CallWithUnknownSpeaker_NamesTheTurnFile()
    {
        File.WriteAllText(Path.Combine(_folder, "a.jsonl"), """{"speaker":"nurse","start_s":0,"end_s":1,"text":"oui"}""");
        var fault = Assert.Throws<SpeechManifestException>(() => Read("""{"call":"a","wav":"a.wav"}"""));
        Assert.Equal((1, "speaker"), (fault.Line, fault.Field));
        Assert.Contains("a.jsonl", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CallWithoutTurns_NamesTheCall() =>
        Assert.Equal("call", Assert.Throws<SpeechManifestException>(() => Read("""{"call":"b","wav":"a.wav"}""")).Field);

    [Fact]
    public void Write_ThenRead_GivesTheSameSegments()
    {
        var manifest = SpeechManifest.Read(TestPaths.InRoot("samples", "calls", "manifest.jsonl"));
        var path = Path.Combine(_folder, "written.jsonl");
        manifest.Write(path);
        Assert.Equal(manifest.Segments, SpeechManifest.Read(path).Segments);
    }

    [Fact]
    public void Read_SampleCalls_FindsTheirTurns()
    {
        var manifest = SpeechManifest.Read(TestPaths.InRoot("samples", "calls", "manifest.jsonl"));
        Assert.Equal(6, manifest.Segments.Select(s => s.Audio).Distinct().Count());
        Assert.Equal("Samu centre quinze, bonjour, quelle est l'adresse de l'urgence ?", manifest.Segments[0].Text);
        Assert.Equal((0, 0.68, 3.67), (manifest.Segments[0].Channel, manifest.Segments[0].StartS, manifest.Segments[0].EndS));
        Assert.Equal(1, manifest.Segments[1].Channel);
        Assert.Equal("calls/manifest.jsonl", manifest.Name);
    }

    [Fact]
    public void Read_ReferenceSets_FindsAllSegments()
    {
        Assert.Equal(497, SpeechManifest.Read(TestPaths.InShared("audio", "simsamu-tts", "manifest.jsonl")).Segments.Count);
        var clips = SpeechManifest.Read(TestPaths.InShared("audio", "human-fr", "manifest.jsonl"));
        Assert.Equal(28, clips.Segments.Count);
        Assert.All(clips.Segments, s => Assert.True(s.Channel is null && s.EndS > 1 && s.Text.Length > 0));
        Assert.Equal(clips.Segments, SpeechManifest.FromClips(TestPaths.InShared("audio", "human-fr")).Segments);
        Assert.Equal(497, SpeechManifest.FromCallTurns(TestPaths.InShared("audio", "simsamu-tts")).Segments.Count);
    }

    private SpeechManifest Read(params string[] lines)
    {
        var path = Path.Combine(_folder, "m.jsonl");
        File.WriteAllLines(path, lines);
        return SpeechManifest.Read(path);
    }
}
