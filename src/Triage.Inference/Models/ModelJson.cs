using System.Text.Json;

namespace Triage.Inference.Models;

/// <summary>A configuration file that came with a model, read field by field; every error names the file and the field.</summary>
internal sealed class ModelJson : IDisposable
{
    private readonly JsonDocument _document;
    private readonly string _file;

    private ModelJson(string file, JsonDocument document) => (_file, _document) = (file, document);

    public JsonElement Root => _document.RootElement;

    /// <exception cref="ModelException">Absent, unreadable or not JSON.</exception>
    public static ModelJson Open(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return new(file, JsonDocument.Parse(stream));
        }
        catch (JsonException e)
        {
            throw new ModelException($"{file} : JSON invalide ({e.Message}). Recopier le modèle.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{file} : absent ou illisible ({e.Message}). Recopier le modèle complet, avec ses fichiers de configuration.", e);
        }
    }

    public void Dispose() => _document.Dispose();

    public int Int(string name) => TryInt(name) ?? throw Wrong(name, "absent ou pas un entier");

    public int? TryInt(string name) =>
        Root.ValueKind == JsonValueKind.Object && Root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;

    public JsonElement Object(string name) =>
        Root.ValueKind == JsonValueKind.Object && Root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object
            ? value : throw Wrong(name, "absent ou pas un objet");

    public IReadOnlyList<int> Ints(string name) => TryInts(name) ?? throw Wrong(name, "absent ou pas une liste d'entiers");

    public IReadOnlyList<int>? TryInts(string name)
    {
        if (Root.ValueKind != JsonValueKind.Object || !Root.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.Array)
            return null;
        var numbers = new List<int>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out var number))
                return null;
            numbers.Add(number);
        }
        return numbers;
    }

    /// <summary>Token ids by name of an object such as <c>{"&lt;|fr|&gt;": 50265}</c>.</summary>
    public Dictionary<string, int> TokenIds(JsonElement tokens)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var token in tokens.EnumerateObject())
            ids[token.Name] = token.Value.ValueKind == JsonValueKind.Number && token.Value.TryGetInt32(out var id)
                ? id : throw Wrong(token.Name, "n'est pas un numéro de jeton");
        return ids;
    }

    public ModelException Wrong(string field, string what) => new($"{_file} : champ « {field} » {what}. Recopier le modèle ou refaire la conversion.");
}
