namespace Triage.TrialLog.Reports.Checklists;

/// <summary>What a report must hold for an item to be where the table says it is.</summary>
[Flags]
public enum ReportNeed
{
    None = 0,

    /// <summary>Two arms with calls.</summary>
    Arms = 1,

    /// <summary>At least one call with a reference.</summary>
    Reference = 2,

    /// <summary>A report on a transcribed sample.</summary>
    Speech = 4,

    /// <summary>The protocol's file.</summary>
    Protocol = 8,
}

/// <summary>An item of a reporting guideline, in our own words; its number is the guideline's.</summary>
/// <param name="Topic">In French.</param>
/// <param name="Where">Sections of this report, e.g. <c>4</c>; empty: nowhere in it.</param>
/// <param name="Missing">What this report does not say and its authors must; null: nothing.</param>
public sealed record ChecklistItem(string Number, string Topic, string Where, string? Missing = null, ReportNeed Needs = ReportNeed.None);

/// <summary>A reporting guideline.</summary>
public sealed record Checklist(string Name, string Reference, IReadOnlyList<ChecklistItem> Items)
{
    public static IReadOnlyList<Checklist> All { get; } = [ConsortAi.List, DecideAi.List, Stard.List, TripodAi.List];

    /// <summary>What is missing of an item in a given report; null: nothing.</summary>
    public static string? MissingIn(TrialReport report, ChecklistItem item)
    {
        List<string> missing = item.Missing is null ? [] : [item.Missing];
        if (item.Needs.HasFlag(ReportNeed.Arms) && report.Flow.Branches.Count(b => b.Arm != "none" && b.Analysed > 0) < 2)
            missing.Add("pas de deux bras dans ces données");
        if (item.Needs.HasFlag(ReportNeed.Reference) && report.Probabilities.Calls == 0)
            missing.Add("aucun appel n'a de référence");
        if (item.Needs.HasFlag(ReportNeed.Speech) && report.Speech is null)
            missing.Add("mesure de la parole sur l'échantillon transcrit non fournie");
        if (item.Needs.HasFlag(ReportNeed.Protocol) && report.Source.ProtocolSha256 is null)
            missing.Add("protocole non fourni au rapport");
        return missing.Count == 0 ? null : string.Join(" ; ", missing);
    }
}
