using System.Text.Encodings.Web;
using System.Text.Json;

namespace Triage.Training.Evaluation;

/// <summary>
/// Labelled audio to evaluate recognition on, one JSON object a line: {audio, channel?, start_s?, end_s?, text}, paths relative to
/// the manifest. The manifests of recorded calls ({call, wav}, turns in [call].jsonl) and of clips ({wav, text}) are read as well.
/// </summary>
public sealed class SpeechManifest
{
    private static readonly JsonSerializerOptions s_plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private SpeechManifest(string name, IReadOnlyList<SpeechSegment> segments)
    {
        Name = name;
        Segments = segments;
    }

    /// <summary>The manifest's folder and file name, for reports: never a full path.</summary>
    public string Name { get; }

    public IReadOnlyList<SpeechSegment> Segments { get; }

    /// <summary>Reads a manifest of any of the three shapes. Errors: <see cref="SpeechManifestException"/> names line and field.</summary>
    public static SpeechManifest Read(string path)
    {
        var rows = ManifestRow.ReadAll(path);
        return rows[0].Has("audio") || !rows[0].Has("wav") ? FromSegments(path, rows)
            : rows[0].Has("call") ? FromCalls(path, rows)
            : FromClipRows(path, rows);
    }

    /// <summary>Calls with turns: manifest.jsonl {call, wav} and [call].jsonl {speaker, start_s, end_s, text}; channel 0 operator, 1 caller.</summary>
    public static SpeechManifest FromCallTurns(string folder) => FromCalls(Path.Combine(folder, "manifest.jsonl"), ManifestRow.ReadAll(Path.Combine(folder, "manifest.jsonl")));

    /// <summary>One speaker a file: manifest.jsonl {wav, text}.</summary>
    public static SpeechManifest FromClips(string folder) => FromClipRows(Path.Combine(folder, "manifest.jsonl"), ManifestRow.ReadAll(Path.Combine(folder, "manifest.jsonl")));

    /// <summary>Writes the segments as {audio, channel, start_s, end_s, text} lines, with paths relative to the file.</summary>
    public void Write(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        File.WriteAllLines(path, Segments.Select(s =>
        {
            var fields = new Dictionary<string, object> { ["audio"] = Path.GetRelativePath(folder, s.Audio).Replace('\\', '/') };
            if (s.Channel is { } channel)
                fields["channel"] = channel;
            fields["start_s"] = s.StartS;
            if (s.EndS is { } end)
                fields["end_s"] = end;
            fields["text"] = s.Text;
            return JsonSerializer.Serialize(fields, s_plain);
        }));
    }

    private static SpeechManifest FromSegments(string path, List<ManifestRow> rows) => new(ManifestRow.NameOf(path),
    [
        .. rows.Select(row =>
        {
            var (start, end) = Times(row);
            return new SpeechSegment(row.File("audio"), row.OptionalIndex("channel"), start, end, row.Text("text"));
        }),
    ]);

    private static SpeechManifest FromClipRows(string path, List<ManifestRow> rows) =>
        new(ManifestRow.NameOf(path), [.. rows.Select(row => new SpeechSegment(row.File("wav"), null, 0, row.OptionalNumber("duration_s"), row.Text("text")))]);

    private static SpeechManifest FromCalls(string path, List<ManifestRow> rows)
    {
        var segments = new List<SpeechSegment>();
        foreach (var row in rows)
        {
            var audio = row.File("wav");
            var turns = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, row.Text("call") + ".jsonl");
            if (!File.Exists(turns))
                throw row.Wrong("call", $"no turns beside the manifest: {Path.GetFileName(turns)}");
            foreach (var turn in ManifestRow.ReadAll(turns))
            {
                var channel = turn.Text("speaker") switch
                {
                    "operator" => 0,
                    "caller" => 1,
                    var other => throw turn.Wrong("speaker", $"operator or caller expected, not '{other}'"),
                };
                var (start, end) = Times(turn);
                segments.Add(new SpeechSegment(audio, channel, start, end, turn.Text("text")));
            }
        }
        return new SpeechManifest(ManifestRow.NameOf(path), segments);
    }

    private static (double Start, double? End) Times(ManifestRow row)
    {
        var start = row.OptionalNumber("start_s") ?? 0;
        var end = row.OptionalNumber("end_s");
        return end <= start ? throw row.Wrong("end_s", "must be after start_s") : (start, end);
    }
}
