using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Triage.Training.Synthesis;

/// <summary>A place in a content file, read strictly: whatever is not expected is an error that names the place.</summary>
internal sealed class ContentNode
{
    private readonly YamlNode _node;

    private ContentNode(string file, string path, YamlNode node)
    {
        File = file;
        Path = path;
        _node = node;
    }

    public string File { get; }

    public string Path { get; }

    /// <exception cref="ContentException">The text is no YAML, or not exactly one document.</exception>
    public static ContentNode Parse(string file, TextReader text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(text);
        }
        catch (YamlException error)
        {
            throw new ContentException($"{file}:{error.Start.Line}: {error.Message}", error);
        }
        if (stream.Documents.Count != 1)
            throw new ContentException($"{file}: one document expected, {stream.Documents.Count} found");
        return new(file, "$", stream.Documents[0].RootNode);
    }

    public ContentException Fail(string what) => ContentException.At(File, _node.Start.Line, Path, what);

    /// <summary>Checks a mapping's keys; a key that ends in "?" may be missing.</summary>
    public ContentNode Keys(params string[] keys)
    {
        var map = Mapping();
        foreach (var key in map.Children.Keys)
            if (!keys.Any(k => k.TrimEnd('?') == ((YamlScalarNode)key).Value))
                throw Fail($"unknown key '{key}'; known: {string.Join(", ", keys)}");
        foreach (var key in keys)
            if (!key.EndsWith('?') && !Has(key))
                throw Fail($"missing key '{key}'");
        return this;
    }

    public bool IsMapping => _node is YamlMappingNode;

    public bool IsList => _node is YamlSequenceNode;

    public bool Has(string key) => Mapping().Children.ContainsKey(new YamlScalarNode(key));

    public ContentNode this[string key] =>
        Mapping().Children.TryGetValue(new YamlScalarNode(key), out var value) ? new(File, $"{Path}.{key}", value) : throw Fail($"missing key '{key}'");

    public ContentNode? Find(string key) => Has(key) ? this[key] : null;

    public IEnumerable<(string Key, ContentNode Value)> Entries() =>
        Mapping().Children.Select(pair => (((YamlScalarNode)pair.Key).Value!, new ContentNode(File, $"{Path}.{pair.Key}", pair.Value)));

    public IEnumerable<ContentNode> Items() =>
        _node is YamlSequenceNode list ? list.Select((item, i) => new ContentNode(File, $"{Path}[{i}]", item)) : throw Fail("a list is expected");

    public IReadOnlyList<ContentNode> SomeItems()
    {
        var items = Items().ToArray();
        return items.Length > 0 ? items : throw Fail("the list is empty");
    }

    public string Text() =>
        _node is YamlScalarNode { Value: { Length: > 0 } value } ? value : throw Fail("a text is expected");

    /// <summary>Text that may be empty (a recogniser that hears nothing).</summary>
    public string AnyText() => _node is YamlScalarNode { Value: { } value } ? value : throw Fail("a text is expected");

    public double Number(double min, double max) =>
        double.TryParse(Text(), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max
            ? value
            : throw Fail($"a number from {min} to {max} is expected");

    public T Code<T>() where T : struct, Enum =>
        Enum.TryParse<T>(Text().Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var value) && Enum.IsDefined(value)
            ? value
            : throw Fail($"'{Text()}' is none of {string.Join(", ", Enum.GetNames<T>())}");

    private YamlMappingNode Mapping() => _node as YamlMappingNode ?? throw Fail("a mapping is expected");
}
