using System.Text.Json;

namespace Triage.Server.Tests.Cli;

/// <summary>The shape of a JSON report: the path of every member, array elements under <c>[]</c>, each path once.</summary>
internal static class JsonKeys
{
    public static IReadOnlyList<string> Of(string json)
    {
        using var document = JsonDocument.Parse(json);
        var paths = new List<string>();
        Collect(document.RootElement, "", paths);
        return [.. paths.Distinct()];
    }

    private static void Collect(JsonElement element, string path, List<string> paths)
    {
        if (element.ValueKind == JsonValueKind.Object)
            foreach (var member in element.EnumerateObject())
            {
                var name = path.Length == 0 ? member.Name : $"{path}.{member.Name}";
                if (member.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
                    paths.Add(name);
                Collect(member.Value, name, paths);
            }
        else if (element.ValueKind == JsonValueKind.Array)
            foreach (var item in element.EnumerateArray())
                Collect(item, $"{path}[]", paths);
    }
}
