using System.Globalization;
using System.Text.Json;

namespace Triage.Inference.Profiles;

/// <summary>One object of a profile. Every key must be there and every key must be known; faults name the JSON path and are collected.</summary>
internal sealed class ProfileNode
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly List<string> _faults;

    /// <param name="path">JSON path of the object, <c>$</c> at the root.</param>
    public ProfileNode(JsonElement element, string path, List<string> faults)
    {
        (_path, _faults) = (path, faults);
        if (element.ValueKind != JsonValueKind.Object)
        {
            _faults.Add($"{path} : doit être un objet {{ ... }}");
            IsObject = false;
            return;
        }
        foreach (var property in element.EnumerateObject())
            if (!_values.TryAdd(property.Name, property.Value))
                Fault(property.Name, "est donné deux fois");
    }

    public bool IsObject { get; } = true;

    public string Text(string key, string expected) => TextOrNull(key, expected, nullable: false) ?? "";

    public string? TextOrNull(string key, string expected, bool nullable = true)
    {
        if (Take(key) is not { } value || nullable && value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
            return text;
        Fault(key, $"vaut {value.GetRawText()} ; attendu : {expected}{(nullable ? " ou null" : "")}");
        return null;
    }

    public int Integer(string key, int min, int max) => IntegerOrNull(key, min, max, nullable: false) ?? min;

    public int? IntegerOrNull(string key, int min, int max, bool nullable = true)
    {
        if (Take(key) is not { } value || nullable && value.ValueKind == JsonValueKind.Null)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max)
            return number;
        Fault(key, string.Create(CultureInfo.InvariantCulture, $"vaut {value.GetRawText()} ; attendu : un entier de {min} à {max}{(nullable ? " ou null" : "")}"));
        return null;
    }

    /// <summary>A positive number up to a bound.</summary>
    public double Number(string key, double max)
    {
        if (Take(key) is not { } value)
            return max;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number > 0 && number <= max)
            return number;
        Fault(key, string.Create(CultureInfo.InvariantCulture, $"vaut {value.GetRawText()} ; attendu : un nombre positif, au plus {max}"));
        return max;
    }

    public T Choice<T>(string key, IReadOnlyDictionary<string, T> allowed) where T : struct
    {
        var expected = string.Join(", ", allowed.Keys);
        if (TextOrNull(key, expected, nullable: false) is not { } text)
            return default;
        if (allowed.TryGetValue(text, out var choice))
            return choice;
        Fault(key, $"vaut « {text} » ; attendu : {expected}");
        return default;
    }

    /// <summary>An object, or null when it is missing or no object, which are faults.</summary>
    public ProfileNode? Object(string key, bool nullable = false)
    {
        if (Take(key) is not { } value || nullable && value.ValueKind == JsonValueKind.Null)
            return null;
        var node = new ProfileNode(value, $"{_path}.{key}", _faults);
        return node.IsObject ? node : null;
    }

    public IReadOnlyList<ProfileNode> Objects(string key) =>
        [.. Items(key).Select((item, i) => new ProfileNode(item, $"{_path}.{key}[{i}]", _faults)).Where(node => node.IsObject)];

    public IReadOnlyList<string> Texts(string key)
    {
        var texts = new List<string>();
        foreach (var item in Items(key))
        {
            if (item.ValueKind == JsonValueKind.String && item.GetString() is { Length: > 0 } text)
                texts.Add(text);
            else
                Fault($"{key}[{texts.Count}]", $"vaut {item.GetRawText()} ; attendu : un texte");
        }
        return texts;
    }

    public void Fault(string key, string message) => _faults.Add($"{_path}.{key} : {message}");

    /// <summary>Reports the keys nobody asked for.</summary>
    public void Close()
    {
        foreach (var key in _values.Keys.Where(key => !_known.Contains(key)))
            Fault(key, $"est inconnu ; clés admises ici : {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
    }

    private JsonElement.ArrayEnumerator Items(string key)
    {
        if (Take(key) is not { } value)
            return default;
        if (value.ValueKind == JsonValueKind.Array)
            return value.EnumerateArray();
        Fault(key, "doit être une liste [ ... ]");
        return default;
    }

    private JsonElement? Take(string key)
    {
        _known.Add(key);
        if (_values.TryGetValue(key, out var value))
            return value;
        Fault(key, "manque");
        return null;
    }
}
