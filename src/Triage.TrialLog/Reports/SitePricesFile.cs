using System.Text.Json;
using Triage.TrialLog.Reports.Figures;

namespace Triage.TrialLog.Reports;

/// <summary>Reads the site's prices: one JSON object, members as <see cref="SitePrices"/> in snake_case, each a number above or at 0.</summary>
public static class SitePricesFile
{
    private static readonly string[] s_names =
        ["host_euros", "host_years", "euros_per_kwh", "busy_watts", "idle_watts", "support_euros_per_year", "calls_per_year", "operator_euros_per_hour"];

    /// <exception cref="InvalidDataException">Names the member at fault, in French.</exception>
    public static SitePrices Read(string path)
    {
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw new InvalidDataException($"{path} : un objet JSON est attendu");
            var values = new Dictionary<string, double>(StringComparer.Ordinal);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (!s_names.Contains(member.Name))
                    throw new InvalidDataException($"{path} : {member.Name} est inconnu ; attendus : {string.Join(", ", s_names)}");
                if (member.Value.ValueKind == JsonValueKind.Null)
                    continue;
                if (member.Value.ValueKind != JsonValueKind.Number || !(member.Value.GetDouble() >= 0) || (member.Name is "host_years" or "calls_per_year" && member.Value.GetDouble() == 0))
                    throw new InvalidDataException($"{path} : {member.Name} doit être un nombre positif");
                values[member.Name] = member.Value.GetDouble();
            }
            double? Of(int i) => values.TryGetValue(s_names[i], out var value) ? value : null;
            return new(Of(0), Of(1), Of(2), Of(3), Of(4), Of(5), Of(6), Of(7));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} : JSON illisible ({e.Message})", e);
        }
    }
}
