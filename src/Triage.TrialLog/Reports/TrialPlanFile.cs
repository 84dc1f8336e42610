using System.Security.Cryptography;
using System.Text.Json;

namespace Triage.TrialLog.Reports;

/// <summary>What the report takes from the protocol's file (schema <c>triage.protocol/1</c>): its hash, its alert budget and its limit of small cells. The rest is the trial's.</summary>
public static class TrialPlanFile
{
    /// <exception cref="InvalidDataException">Not such a file; in French.</exception>
    public static (ReportPlan Plan, string Sha256) Apply(ReportPlan plan, string path)
    {
        var bytes = File.ReadAllBytes(path);
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("schema", out var schema) || schema.ValueKind != JsonValueKind.String
                || !schema.GetString()!.StartsWith("triage.protocol/", StringComparison.Ordinal))
                throw new InvalidDataException($"{path} : schema triage.protocol attendu");
            if (root.TryGetProperty("alert_budget_per_100_calls", out var alerts) && alerts.ValueKind == JsonValueKind.Number && alerts.GetDouble() is >= 0 and <= 100 and var budget)
                plan = plan with { AlertBudgets = [.. plan.AlertBudgets.Append(budget).Distinct().Order()] };
            if (root.TryGetProperty("small_cell_threshold", out var cell) && cell.ValueKind == JsonValueKind.Number && cell.TryGetInt32(out var least) && least > plan.SmallCell)
                plan = plan with { SmallCell = least };
            return (plan, Convert.ToHexStringLower(SHA256.HashData(bytes)));
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path} : JSON illisible ({e.Message})", e);
        }
    }
}
