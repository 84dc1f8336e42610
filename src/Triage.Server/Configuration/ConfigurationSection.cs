using System.Globalization;
using System.Text.Json;

namespace Triage.Server.Configuration;

/// <summary>
/// One object of the configuration file. Every key that is read is known; <see cref="Close"/> reports the others. Faults are
/// collected, so that a person corrects a file once.
/// </summary>
internal sealed class ConfigurationSection
{
    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly string _file;
    private readonly string _path;
    private readonly List<string> _faults;

    /// <param name="value">The object, or null when the file does not mention it.</param>
    /// <param name="path">Dotted path of the object, empty at the root.</param>
    public ConfigurationSection(JsonElement? value, string file, string path, List<string> faults)
    {
        (_file, _path, _faults) = (file, path, faults);
        if (value is not { } element)
            return;
        if (element.ValueKind != JsonValueKind.Object)
        {
            _faults.Add($"{file} : {(path.Length == 0 ? "le contenu" : path)} doit être un objet {{ ... }}");
            return;
        }
        foreach (var property in element.EnumerateObject())
            if (!_values.TryAdd(property.Name, property.Value))
                Fault(property.Name, "est donné deux fois");
    }

    /// <summary>Folder of the file: relative paths start here.</summary>
    public string Folder => Path.GetDirectoryName(Path.GetFullPath(_file)) ?? ".";

    public ConfigurationSection Section(string key) =>
        new(TryTake(key, out var value) ? value : null, _file, KeyPath(key), _faults);

    public bool Has(string key) => _values.ContainsKey(key);

    /// <param name="expected">What is allowed, in French, for the message.</param>
    /// <returns>The text, or null when the key is not there (or not a text, which is a fault).</returns>
    public string? Text(string key, string expected)
    {
        if (!TryTake(key, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text)
            return text;
        Fault(key, $"n'est pas un texte ; attendu : {expected}");
        return null;
    }

    public int Integer(string key, int standard, int min, int max) => Integer(key, min, max) ?? standard;

    /// <returns>The number, or null when the key is not there (or out of bounds, which is a fault).</returns>
    public int? Integer(string key, int min, int max)
    {
        if (!TryTake(key, out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max)
            return number;
        Fault(key, string.Create(CultureInfo.InvariantCulture, $"vaut {value.GetRawText()} ; attendu : un entier de {min} à {max}"));
        return null;
    }

    public T Choice<T>(string key, T standard, IReadOnlyDictionary<string, T> allowed)
    {
        var expected = string.Join(", ", allowed.Keys);
        if (Text(key, expected) is not { } text)
            return standard;
        if (allowed.TryGetValue(text, out var choice))
            return choice;
        Fault(key, $"vaut « {text} » ; attendu : {expected}");
        return standard;
    }

    public void Fault(string key, string message) => _faults.Add($"{_file} : {KeyPath(key)} {message}");

    /// <summary>Reports the keys nobody asked for.</summary>
    public void Close()
    {
        foreach (var key in _values.Keys.Where(key => !_known.Contains(key)))
            Fault(key, $"est inconnu ; clés admises ici : {string.Join(", ", _known.Order(StringComparer.Ordinal))}");
    }

    private bool TryTake(string key, out JsonElement value)
    {
        _known.Add(key);
        return _values.TryGetValue(key, out value);
    }

    private string KeyPath(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
