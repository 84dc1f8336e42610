using Triage.Training.Heads;

namespace Triage.Training.Evaluation;

/// <summary>A labelled call and the recording of it.</summary>
/// <param name="Call">Its turns have the times of the recording, where the manifest gives them.</param>
/// <param name="Audio">Full path.</param>
public sealed record RecordedCall(LabelledCall Call, string Audio)
{
    /// <summary>
    /// Joins labels with a folder of recordings: manifest.jsonl {call, wav} and, where there is one, [call].jsonl {turn, start_s, end_s} with
    /// the times in the recording. Calls without a recording are left out, recordings without labels as well.
    /// </summary>
    /// <exception cref="SpeechManifestException">Names the line and field that is wrong; no line 0: the file is missing or empty.</exception>
    public static IReadOnlyList<RecordedCall> Join(IReadOnlyList<LabelledCall> calls, string folder)
    {
        var recorded = new List<RecordedCall>();
        foreach (var row in ManifestRow.ReadAll(Path.Combine(folder, "manifest.jsonl")))
            if (calls.FirstOrDefault(c => c.Id == row.Text("call")) is { } call)
                recorded.Add(new RecordedCall(Retimed(call, Path.Combine(folder, row.Text("call") + ".jsonl")), row.File("wav")));
        return recorded;
    }

    private static LabelledCall Retimed(LabelledCall call, string path)
    {
        if (!File.Exists(path))
            return call;
        var times = new Dictionary<int, (double? StartS, double? EndS)>();
        var place = 0;
        foreach (var row in ManifestRow.ReadAll(path))
            times[row.OptionalIndex("turn") ?? place++] = (row.OptionalNumber("start_s"), row.OptionalNumber("end_s"));
        return call with { Turns = [.. call.Turns.Select(t => times.TryGetValue(t.Number, out var at) ? t with { StartS = at.StartS, EndS = at.EndS } : t)] };
    }

    public override string ToString() => $"recorded call {Call.Id}";
}
