using System.Text.Json;

namespace Triage.Training.Evaluation;

/// <summary>One line of a manifest, read field by field so that a fault names its line and field.</summary>
internal sealed class ManifestRow
{
    private readonly string _folder;
    private readonly string _manifest;
    private readonly int _line;
    private readonly JsonElement _fields;

    private ManifestRow(string folder, string manifest, int line, JsonElement fields) =>
        (_folder, _manifest, _line, _fields) = (folder, manifest, line, fields);

    /// <summary>All rows of a file; at least one.</summary>
    /// <exception cref="SpeechManifestException">No such file, none in it, or one is no JSON object.</exception>
    public static List<ManifestRow> ReadAll(string path)
    {
        if (!System.IO.File.Exists(path))
            throw new SpeechManifestException(NameOf(path), 0, "", "no such file");
        var rows = new List<ManifestRow>();
        var number = 0;
        foreach (var line in System.IO.File.ReadLines(path))
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
                rows.Add(Parse(path, NameOf(path), number, line));
        }
        return rows.Count > 0 ? rows : throw new SpeechManifestException(NameOf(path), 0, "", "no segment in it");
    }

    /// <summary>A manifest's folder and file name, for reports and faults: never a full path.</summary>
    public static string NameOf(string path)
    {
        var full = Path.GetFullPath(path);
        return $"{Path.GetFileName(Path.GetDirectoryName(full))}/{Path.GetFileName(full)}";
    }

    public static ManifestRow Parse(string path, string manifest, int line, string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new SpeechManifestException(manifest, line, "", "a JSON object expected");
            return new ManifestRow(Path.GetDirectoryName(Path.GetFullPath(path))!, manifest, line, document.RootElement.Clone());
        }
        catch (JsonException broken)
        {
            throw new SpeechManifestException(manifest, line, "", $"not JSON: {broken.Message}", broken);
        }
    }

    public bool Has(string field) => _fields.TryGetProperty(field, out _);

    public SpeechManifestException Wrong(string field, string problem) => new(_manifest, _line, field, problem);

    /// <summary>A required text, possibly empty.</summary>
    public string Text(string field)
    {
        if (!_fields.TryGetProperty(field, out var value))
            throw Wrong(field, "missing");
        return value.ValueKind == JsonValueKind.String ? value.GetString()! : throw Wrong(field, "a text expected");
    }

    /// <summary>A required path of an existing file, relative to the manifest.</summary>
    public string File(string field)
    {
        var relative = Text(field);
        if (relative.Length == 0)
            throw Wrong(field, "empty");
        var path = Path.GetFullPath(Path.Combine(_folder, relative));
        return System.IO.File.Exists(path) ? path : throw Wrong(field, $"no such file: {relative}");
    }

    /// <summary>A number of seconds, at least 0; absent or null: null.</summary>
    public double? OptionalNumber(string field)
    {
        if (!_fields.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind != JsonValueKind.Number || !double.IsFinite(value.GetDouble()) || value.GetDouble() < 0)
            throw Wrong(field, "a number of seconds, at least 0, expected");
        return value.GetDouble();
    }

    /// <summary>An index from 0; absent or null: null.</summary>
    public int? OptionalIndex(string field)
    {
        if (!_fields.TryGetProperty(field, out var value) || value.ValueKind == JsonValueKind.Null)
            return null;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var index) && index >= 0
            ? index : throw Wrong(field, "an index from 0 expected");
    }
}
