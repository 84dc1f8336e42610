using System.Text;

namespace Triage.Core.Telemetry;

/// <summary>
/// A tag for each value of an enum, made once: recording allocates nothing, and a tag can take no more values than the enum has.
/// Values are written in snake case (<c>SilentLine</c> is <c>silent_line</c>), as the protocol writes them.
/// </summary>
internal sealed class EnumTags<T>(string key)
    where T : struct, Enum
{
    private readonly Dictionary<T, KeyValuePair<string, object?>> _tags =
        Enum.GetValues<T>().Distinct().ToDictionary(value => value, value => new KeyValuePair<string, object?>(key, Name(value)));

    public KeyValuePair<string, object?> this[T value] => _tags[value];

    private static string Name(T value)
    {
        var name = new StringBuilder();
        foreach (var letter in value.ToString())
        {
            if (char.IsUpper(letter) && name.Length > 0)
                name.Append('_');
            name.Append(char.ToLowerInvariant(letter));
        }
        return name.ToString();
    }
}
