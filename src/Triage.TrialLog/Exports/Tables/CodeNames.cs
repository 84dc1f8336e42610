using System.Text;
using Triage.Core.Assessment;

namespace Triage.TrialLog.Exports.Tables;

/// <summary>Enums as the exports write them: Hub Sante codes as they are (P0, R1), everything else in snake case.</summary>
internal static class CodeNames<T>
    where T : struct, Enum
{
    private static readonly Dictionary<T, string> s_names = Enum.GetValues<T>().Distinct().ToDictionary(v => v, Name);

    public static IReadOnlyList<string> All { get; } = [.. s_names.Values];

    /// <exception cref="ExportException">The value has no name: it was written by a later version.</exception>
    public static string Of(T value) =>
        s_names.TryGetValue(value, out var name) ? name : throw new ExportException($"{typeof(T).Name} {value} : code inconnu de cette version");

    private static string Name(T value)
    {
        if (typeof(T) == typeof(Priority) || typeof(T) == typeof(CareLevel))
            return value.ToString();
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
