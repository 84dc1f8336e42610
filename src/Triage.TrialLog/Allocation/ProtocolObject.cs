using System.Globalization;
using System.Text.Json;

namespace Triage.TrialLog.Allocation;

/// <summary>One object of a protocol file: reads fields, names what is wrong with them in French, and reports those nobody asked for.</summary>
internal sealed class ProtocolObject
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly string _path;
    private readonly List<string> _faults;

    public ProtocolObject(JsonElement value, string path, List<string> faults)
    {
        (_path, _faults) = (path, faults);
        if (value.ValueKind != JsonValueKind.Object)
        {
            faults.Add($"{(path.Length == 0 ? "le protocole" : path)} doit être un objet {{ ... }}");
            return;
        }
        foreach (var property in value.EnumerateObject())
            if (!_values.TryAdd(property.Name, property.Value))
                Fault(property.Name, "est donné deux fois");
    }

    public IReadOnlyList<string> Keys => [.. _values.Keys];

    public bool Has(string key) => _values.ContainsKey(key);

    public void Fault(string key, string message) => _faults.Add($"{(_path.Length == 0 ? key : $"{_path}.{key}")} {message}");

    public string? Text(string key)
    {
        if (Take(key) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text && !string.IsNullOrWhiteSpace(text))
            return text;
        Fault(key, "n'est pas un texte");
        return null;
    }

    public T Choice<T>(string key, Dictionary<string, T> allowed)
    {
        if (Text(key) is { } text && !allowed.ContainsKey(text))
            Fault(key, $"vaut « {text} » ; attendu : {string.Join(", ", allowed.Keys)}");
        else if (_values.TryGetValue(key, out var value) && value.ValueKind == JsonValueKind.String)
            return allowed.GetValueOrDefault(value.GetString()!)!;
        return default!;
    }

    public double? Number(string key, double min, double max)
    {
        if (Take(key) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= min && number <= max)
            return number;
        Fault(key, string.Create(CultureInfo.InvariantCulture, $"vaut {value.GetRawText()} ; attendu : un nombre de {min} à {max}"));
        return null;
    }

    public int? Integer(string key, int min, int max)
    {
        if (Take(key) is not { } value)
            return null;
        if (IsInteger(value, min, max, out var number))
            return number;
        Fault(key, $"vaut {value.GetRawText()} ; attendu : un entier de {min} à {max}");
        return null;
    }

    public bool Flag(string key)
    {
        if (Take(key) is { ValueKind: not (JsonValueKind.True or JsonValueKind.False) } value)
            Fault(key, $"vaut {value.GetRawText()} ; attendu : true ou false");
        return _values.TryGetValue(key, out var flag) && flag.ValueKind == JsonValueKind.True;
    }

    /// <summary>A day; null when it is missing or none, which is a fault.</summary>
    public DateOnly? Date(string key)
    {
        if (Text(key) is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
            return date;
        Fault(key, $"vaut « {text} » ; attendu : une date AAAA-MM-JJ");
        return null;
    }

    public IReadOnlyList<string> Texts(string key, int least)
    {
        var items = Items(key, "une liste de textes");
        if (items is null)
            return [];
        if (items.Count < least || items.Any(i => i.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(i.GetString())))
            Fault(key, $"doit être une liste d'au moins {least} texte(s)");
        return [.. items.Where(i => i.ValueKind == JsonValueKind.String).Select(i => i.GetString()!)];
    }

    public IReadOnlyList<int> Integers(string key, int min, int max)
    {
        var items = Items(key, "une liste d'entiers");
        if (items is null)
            return [];
        var numbers = new List<int>();
        foreach (var item in items)
            if (IsInteger(item, min, max, out var number))
                numbers.Add(number);
            else
                Fault(key, $"contient {item.GetRawText()} ; attendu : des entiers de {min} à {max}");
        if (items.Count == 0)
            Fault(key, "est une liste vide");
        return numbers;
    }

    public ProtocolObject Object(string key) =>
        Take(key) is { } value ? new ProtocolObject(value, PathOf(key), _faults) : new ProtocolObject(JsonDocument.Parse("{}").RootElement, PathOf(key), _faults);

    public IReadOnlyList<ProtocolObject> Objects(string key) =>
        Items(key, "une liste d'objets") is { } items ? [.. items.Select((item, i) => new ProtocolObject(item, PathOf($"{key}[{i}]"), _faults))] : [];

    /// <summary>Reports the fields nobody asked for.</summary>
    public void Close()
    {
        foreach (var key in _values.Keys.Where(key => !_known.Contains(key)))
            Fault(key, $"est inconnu ; champs admis ici : {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
    }

    private string PathOf(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    private List<JsonElement>? Items(string key, string expected)
    {
        if (Take(key) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Array)
            return [.. value.EnumerateArray()];
        Fault(key, $"vaut {value.GetRawText()} ; attendu : {expected}");
        return null;
    }

    /// <summary>The value of a field that must be there.</summary>
    private JsonElement? Take(string key)
    {
        _known.Add(key);
        if (_values.TryGetValue(key, out var value))
            return value;
        Fault(key, "manque");
        return null;
    }

    private static bool IsInteger(JsonElement value, int min, int max, out int number)
    {
        number = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out number) && number >= min && number <= max;
    }
}
