using Triage.Core.Assessment;
using Triage.Training.Evaluation;

namespace Triage.Training.Tests.Evaluation;

public sealed class RecordedCallTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Join_CallsAndRecordings_TakesTheTimesOfTheRecording()
    {
        File.WriteAllText(Path.Combine(_folder, "a.wav"), "");
        File.WriteAllLines(Path.Combine(_folder, "manifest.jsonl"), ["""{"call":"a","wav":"a.wav"}""", """{"call":"unlabelled","wav":"absent.wav"}"""]);
        File.WriteAllLines(Path.Combine(_folder, "a.jsonl"), ["""{"turn":3,"start_s":1.5,"end_s":2.5}"""]);
        var recorded = Assert.Single(RecordedCall.Join([Judged.Call("a", Priority.P1), Judged.Call("silent", Priority.P1)], _folder));
        Assert.Equal((1.5, 2.5), (recorded.Call.Turns[0].StartS, recorded.Call.Turns[0].EndS));
        Assert.EndsWith("a.wav", recorded.Audio, StringComparison.Ordinal);
    }

    [Fact]
    public void Join_RecordingMissing_NamesTheLine()
    {
        File.WriteAllLines(Path.Combine(_folder, "manifest.jsonl"), ["""{"call":"a","wav":"a.wav"}"""]);
        Assert.Contains("no such file", Assert.Throws<SpeechManifestException>(() => RecordedCall.Join([Judged.Call("a", Priority.P1)], _folder)).Message, StringComparison.Ordinal);
    }
}
