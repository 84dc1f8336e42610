using System.Globalization;
using Triage.Core.Assessment;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Cli;

/// <summary>
/// What screens say. Labels of priority and level of care are those of Hub Sante (code lists <c>priorite</c>, <c>niveauSoin</c>).
/// </summary>
internal static class FrenchTexts
{
    public const string SuggestionsWithheld = "Essai en cours : les suggestions de cet appel ne sont pas affichées.";

    /// <summary>Media time as minutes and seconds: <c>01:07,3</c>.</summary>
    public static string Time(double seconds)
    {
        var tenths = (long)Math.Floor(Math.Max(0, seconds) * 10 + 1e-6);
        return string.Create(CultureInfo.InvariantCulture, $"{tenths / 600:00}:{tenths / 10 % 60:00},{tenths % 10}");
    }

    /// <summary>Why this priority: the safety rule that demands it, else the model's probability. A rule's priority has no probability of its own.</summary>
    public static string Grounds(V1.PriorityReading priority) => priority.Rule.Length > 0 ? $"règle de sécurité : {priority.Rule}" : Percent(priority.Probability);

    public static string Percent(double probability) => string.Create(CultureInfo.InvariantCulture, $"{Math.Round(probability * 100)} %");

    public static string Speaker(V1.Channel channel) => channel switch
    {
        V1.Channel.Operator => "Opérateur",
        V1.Channel.Caller => "Appelant",
        _ => "Voix mêlées",
    };

    public static string Priority(V1.Priority priority) => priority switch
    {
        V1.Priority.P0 => "P0 Urgence vitale",
        V1.Priority.P1 => "P1 Prioritaire",
        V1.Priority.P2 => "P2 Non urgent",
        V1.Priority.P3 => "P3 Différé",
        V1.Priority.Nr => "NR Non régulé",
        _ => "priorité inconnue",
    };

    public static string CareLevel(V1.CareLevel level) => level switch
    {
        V1.CareLevel.R1 => "R1 Urgence vitale",
        V1.CareLevel.R2 => "R2 Urgence vraie",
        V1.CareLevel.R3 => "R3 Continuité de soins",
        V1.CareLevel.R4 => "R4 Conseil ou PMT",
        _ => "niveau de soin inconnu",
    };

    public static string Finding(string code) =>
        FindingCatalogue.TryIndexOf(code, out var index) ? FindingCatalogue.All[index].Label : code;

    public static string Status(V1.FindingStatus status) => status switch
    {
        V1.FindingStatus.Present => "présent",
        V1.FindingStatus.Absent => "absent",
        _ => "incertain",
    };

    public static string Abstention(V1.AbstentionReason reason) => reason switch
    {
        V1.AbstentionReason.NotEnoughSaid => "pas encore assez d'éléments",
        V1.AbstentionReason.LowConfidence => "trop d'incertitude",
        V1.AbstentionReason.OtherLanguage => "l'appel n'est pas en français",
        V1.AbstentionReason.PoorAudio => "le son est trop mauvais",
        V1.AbstentionReason.ModelUnavailable => "l'analyse est indisponible",
        _ => "raison inconnue",
    };

    public static string Gap(V1.AudioGap gap) => gap.Reason switch
    {
        V1.GapReason.Lost => "du son manque",
        V1.GapReason.SilentLine => "la ligne est muette",
        V1.GapReason.Stalled => "le son n'arrive plus",
        V1.GapReason.Clipped => "le son est saturé",
        V1.GapReason.Late => "du son est arrivé trop tard",
        _ => "incident sur le son",
    };

    public static string End(V1.EndReason reason) => reason switch
    {
        V1.EndReason.Completed => "appel terminé",
        V1.EndReason.Disconnected => "source disparue",
        V1.EndReason.Shutdown => "appareil arrêté",
        V1.EndReason.Rejected => "appel rejeté",
        V1.EndReason.Failed => "défaillance de l'appareil",
        _ => "fin inconnue",
    };

    public static string Decision(V1.DecisionRecorded recorded) =>
        (recorded.Decision.Role == V1.DeciderRole.Arm ? "ARM" : "Médecin régulateur") + recorded.Decision.Action switch
        {
            V1.DecisionAction.Accepted => " : suggestion acceptée",
            V1.DecisionAction.Modified => " : suggestion modifiée",
            _ => " : suggestion rejetée",
        };

    /// <summary>Present findings first, then uncertain ones, then denied ones; the most probable first within each.</summary>
    public static IEnumerable<V1.Finding> InReadingOrder(IEnumerable<V1.Finding> findings) => findings
        .OrderBy(f => f.Status switch { V1.FindingStatus.Present => 0, V1.FindingStatus.Uncertain => 1, _ => 2 })
        .ThenByDescending(f => f.Probability);
}
