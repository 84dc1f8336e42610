using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Triage.TrialLog.Allocation;

/// <summary>Reads a protocol file; every wrong field is named, so that a person corrects the file once.</summary>
public static partial class ProtocolReader
{
    private const int LargestBlock = 64;
    private const int LargestProtocol = 256 * 1024;

    private static readonly Dictionary<string, TrialMode> s_modes = new() { ["shadow"] = TrialMode.Shadow, ["visible"] = TrialMode.Visible, ["randomised"] = TrialMode.Randomised };
    private static readonly Dictionary<string, TrialUnit> s_units = new() { ["call"] = TrialUnit.Call, ["alert"] = TrialUnit.Alert };

    /// <param name="json">The file's text.</param>
    /// <param name="faults">In French, each naming its field; empty when the protocol can be used.</param>
    /// <returns>The protocol, or null when there are faults.</returns>
    public static TrialProtocol? Read(string json, out IReadOnlyList<string> faults)
    {
        var found = new List<string>();
        faults = found;
        if (json.Length > LargestProtocol)
        {
            found.Add($"protocole : plus de {LargestProtocol} caractères");
            return null;
        }
        try
        {
            using var document = JsonDocument.Parse(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var protocol = Read(new ProtocolObject(document.RootElement, "", found), found);
            return found.Count == 0 ? protocol : null;
        }
        catch (JsonException e)
        {
            found.Add($"JSON invalide, ligne {e.LineNumber + 1}, octet {e.BytePositionInLine + 1}");
            return null;
        }
    }

    private static TrialProtocol Read(ProtocolObject root, List<string> faults)
    {
        if (root.Text("schema") is { } schema && schema != TrialProtocol.Schema)
            root.Fault("schema", $"vaut « {schema} » ; attendu : {TrialProtocol.Schema}");
        var name = root.Text("name") ?? "";
        if (name.Length > 0 && !Code().IsMatch(name))
            root.Fault("name", $"vaut « {name} » ; attendu : 1 à 64 lettres minuscules sans accent, chiffres ou tirets");
        var title = root.Text("title") ?? "";
        var sites = root.Texts("sites", least: 1);
        if (sites.Distinct(StringComparer.Ordinal).Count() != sites.Count)
            root.Fault("sites", "nomme deux fois le même site");
        var mode = root.Choice("mode", s_modes);
        var unit = root.Choice("unit", s_units);
        var strata = Strata(root);
        var ratio = Ratio(root);
        var sizes = BlockSizes(root, ratio);
        var budget = root.Number("alert_budget_per_100_calls", 0, 100) ?? 0;
        var judgement = root.Has("judgement_before_display_s") ? root.Number("judgement_before_display_s", 1, 3600) : null;
        var quotes = root.Flag("quotes_in_exports");
        var smallCell = root.Integer("small_cell_threshold", 0, 1000) ?? 0;
        var (start, end) = (root.Date("start"), root.Date("end"));
        if (start is { } from && end is { } to && to < from)
            root.Fault("end", string.Create(CultureInfo.InvariantCulture, $"({to:yyyy-MM-dd}) précède start ({from:yyyy-MM-dd})"));
        var outcome = root.Text("primary_outcome") ?? "";
        root.Close();
        return new TrialProtocol(name, title, sites, mode, unit, strata, sizes, ratio, budget, judgement is { } s ? TimeSpan.FromSeconds(s) : null, quotes, smallCell,
            start ?? default, end ?? default, outcome);
    }

    private static AllocationRatio Ratio(ProtocolObject root)
    {
        if (!root.Has("ratio"))
            return new AllocationRatio(1, 1);
        var ratio = root.Object("ratio");
        var read = new AllocationRatio(ratio.Integer("visible", 1, 10) ?? 1, ratio.Integer("shadow", 1, 10) ?? 1);
        ratio.Close();
        return read;
    }

    private static List<int> BlockSizes(ProtocolObject root, AllocationRatio ratio)
    {
        var sizes = root.Integers("block_sizes", 1, LargestBlock);
        foreach (var size in sizes.Where(s => s % ratio.Sum != 0))
            root.Fault("block_sizes", $"contient {size}, qui n'est pas un multiple de {ratio.Sum} (somme de ratio)");
        if (sizes.Distinct().Count() != sizes.Count)
            root.Fault("block_sizes", "contient deux fois la même taille");
        return [.. sizes.Order()];
    }

    private static List<StratumFactor> Strata(ProtocolObject root)
    {
        var strata = new List<StratumFactor>();
        foreach (var factor in root.Objects("strata"))
        {
            var name = factor.Text("name") ?? "";
            if (name.Length > 0 && !Code().IsMatch(name))
                factor.Fault("name", $"vaut « {name} » ; attendu : lettres minuscules sans accent, chiffres ou tirets");
            if (strata.Exists(f => f.Name == name))
                factor.Fault("name", $"vaut « {name} », déjà donné");
            if (factor.Has("hours") == factor.Has("attribute"))
                factor.Fault("hours", "ou attribute est attendu, l'un des deux");
            else if (factor.Has("hours"))
                strata.Add(new ShiftFactor(name, Shifts(factor)));
            else
                strata.Add(new AttributeFactor(name, factor.Text("attribute") ?? "", Values(factor)));
            factor.Close();
        }
        return strata;
    }

    private static IReadOnlyList<string> Values(ProtocolObject factor)
    {
        var values = factor.Texts("values", least: 1);
        foreach (var value in values.Where(v => !Value().IsMatch(v) || v == AttributeFactor.Other))
            factor.Fault("values", $"contient « {value} » ; attendu : lettres sans accent, chiffres, points, tirets, et pas « {AttributeFactor.Other} » (tout le reste)");
        if (values.Distinct(StringComparer.Ordinal).Count() != values.Count)
            factor.Fault("values", "contient deux fois la même valeur");
        return values;
    }

    private static List<ShiftHours> Shifts(ProtocolObject factor)
    {
        var hours = factor.Object("hours");
        var shifts = new List<ShiftHours>();
        foreach (var level in hours.Keys)
        {
            var text = hours.Text(level) ?? "";
            var match = Span().Match(text);
            if (!Code().IsMatch(level))
                hours.Fault(level, "n'est pas un nom d'équipe ; attendu : lettres minuscules sans accent, chiffres ou tirets");
            if (match.Success && Time(match.Groups[1].Value) is { } from && Time(match.Groups[2].Value) is { } to)
                shifts.Add(new ShiftHours(level, from, to));
            else if (text.Length > 0)
                hours.Fault(level, $"vaut « {text} » ; attendu : une plage horaire, par exemple 07:00-19:00");
        }
        // Minute by minute: each belongs to exactly one shift.
        var minute = Enumerable.Range(0, 24 * 60).Select(m => new TimeOnly(m / 60, m % 60)).Cast<TimeOnly?>()
            .FirstOrDefault(t => shifts.Count(s => ShiftFactor.Holds(s, t!.Value)) != 1);
        if (minute is { } gap)
            factor.Fault("hours", string.Create(CultureInfo.InvariantCulture, $"ne partage pas la journée : {gap:HH:mm} est dans {shifts.Count(s => ShiftFactor.Holds(s, gap))} équipes ; attendu : une"));
        return shifts;
    }

    private static TimeOnly? Time(string text) =>
        text == "24:00" ? TimeOnly.MinValue : TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null;

    [GeneratedRegex(@"^[a-z0-9][a-z0-9-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Value();

    [GeneratedRegex(@"^(\d\d:\d\d)-(\d\d:\d\d)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Span();
}
