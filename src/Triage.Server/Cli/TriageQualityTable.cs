using System.Globalization;
using System.Text;
using Triage.Core.Assessment;
using Triage.Training.Heads;

namespace Triage.Server.Cli;

/// <summary>A <see cref="TriageQuality"/> for people: plain text in French.</summary>
internal static class TriageQualityTable
{
    private const int LabelWidth = 42;

    public static string Render(TriageQuality quality, string calls)
    {
        var labels = new TriageLabels(quality);
        var text = new StringBuilder();
        void Row(string label, string value) => text.Append(label.PadRight(LabelWidth)).Append(value).Append('\n');

        Row("Appels (à partir des mots de référence)", $"{quality.Calls} ({calls})");
        Row("Abstentions en fin d'appel", $"{quality.Abstained}");
        Row("Priorité acceptable / exacte", $"{Percent(quality.PriorityAcceptable)} / {Percent(quality.PriorityExact)}");
        Row("Sous-triage", Percent(quality.UnderTriage));
        Row("P0 suggérée quand elle est attendue", labels.HasP0 ? Percent(quality.P0Recall) : "-");
        Row("Motif acceptable : premier / dans les trois", $"{Percent(quality.MotiveTop1)} / {Percent(quality.MotiveTop3)}");
        Row("Niveau de soin exact", labels.HasCareLevels ? Percent(quality.CareExact) : "-");
        Row("Signes évoqués : précision / rappel / F1", labels.HasFindings ? Rates(quality.Mention) : "-");
        Row("Signes présents : précision / rappel / F1", labels.HasFindings ? Rates(quality.Present) : "-");
        Row("Statut d'un signe bien trouvé", labels.HasFindings ? Percent(quality.StatusAccuracy) : "-");

        text.Append("\nPriorité attendue (lignes) et suggérée (colonnes)\n      ");
        foreach (var suggested in Enum.GetValues<Priority>())
            text.Append($"{suggested,6}");
        text.Append('\n');
        foreach (var wanted in Enum.GetValues<Priority>())
        {
            text.Append($"  {wanted,-4}");
            foreach (var count in quality.Confusion[(int)wanted])
                text.Append($"{count,6}");
            text.Append('\n');
        }

        var under = quality.Predictions.Where(p => p.UnderTriaged).ToList();
        if (under.Count > 0)
            text.Append("\nSous-triés\n");
        foreach (var p in under)
            text.Append($"  {p.Call.Id} : {p.Priority} suggérée, {p.Call.Priority} attendue\n");
        return text.ToString();
    }

    private static string Rates(Retrieval found) => $"{Percent(found.Precision)} / {Percent(found.Recall)} / {Percent(found.F1)}";

    private static string Percent(double rate) => string.Create(CultureInfo.InvariantCulture, $"{100 * rate:F1} %").Replace('.', ',');
}
