using System.Globalization;
using System.Text;
using Triage.Core.Assessment;
using Triage.Training.Evaluation;
using Triage.Training.Heads;

namespace Triage.Server.Cli;

/// <summary>A <see cref="TriageReport"/> for people: plain text in French.</summary>
internal static class TriageQualityTable
{
    private const int LabelWidth = 45;

    public static string Render(TriageReport report, string calls)
    {
        var (quality, all) = (report.Quality, report.All);
        var labelled = quality.Predictions.Any(p => p.Call.Findings is not null);
        var text = new StringBuilder();
        void Row(string label, string value) => text.Append(label.PadRight(LabelWidth)).Append(value).Append('\n');

        Row(report.FromAudio ? "Appels (à partir de leur enregistrement)" : "Appels (à partir des mots de référence)", $"{quality.Calls} ({calls}{(report.WithoutAudio > 0 ? $" ; {report.WithoutAudio} sans enregistrement" : "")})");
        Row("Abstentions en fin d'appel", $"{quality.Abstained}");
        Row("Priorité acceptable", FrenchFigures.Rate(all.Acceptable));
        Row("Priorité exacte", FrenchFigures.Rate(all.Exact));
        Row("Kappa quadratique", all.Kappa is { } kappa ? $"{FrenchFigures.Number(kappa.Value, 2)}  [{FrenchFigures.Number(kappa.Low, 2)} ; {FrenchFigures.Number(kappa.High, 2)}]" : "-");
        Row("Sous-triage", FrenchFigures.Rate(all.UnderTriage));
        Row("Sur-triage", FrenchFigures.Rate(all.OverTriage));
        Row("P0 suggérée en fin d'appel quand attendue", FrenchFigures.Rate(all.P0AtEnd));
        Row("P0 affichée à un moment quand attendue", FrenchFigures.Rate(all.P0Flagged));
        Row("Motif acceptable en premier", FrenchFigures.Rate(all.MotiveTop1));
        Row("Motif acceptable dans les trois", FrenchFigures.Rate(all.MotiveTop3));
        Row("Niveau de soin exact", FrenchFigures.Rate(all.CareExact));
        Row("Signes évoqués : précision / rappel / F1", labelled ? Rates(quality.Mention) : "-");
        Row("Signes présents : précision / rappel / F1", labelled ? Rates(quality.Present) : "-");
        Row("Statut d'un signe bien trouvé", FrenchFigures.Rate(all.StatusAccuracy));
        Row("Citation dans la phrase annotée", FrenchFigures.Rate(report.Evidence.SameTurn));
        Row("Citation sur les mots annotés", FrenchFigures.Rate(report.Evidence.Overlapping));
        Row("Erreur de calibration de la priorité", $"{FrenchFigures.Rate(report.Calibration.Error)} ; par hasard {FrenchFigures.Percent(report.Calibration.ErrorIfCalibrated)}");
        if (report.VitalDelays.MedianS is { } median)
            Row("Du premier mot vital à P0, médiane", $"{FrenchFigures.Number(median, 0)} s ; jamais : {report.VitalDelays.Never} sur {report.VitalDelays.Calls.Count}");
        Row("Hors abstentions : acceptable / sous-triage", $"{FrenchFigures.Percent(report.Answered.Acceptable?.Value)} / {FrenchFigures.Percent(report.Answered.UnderTriage?.Value)}");

        Confusion(text, quality.Confusion);
        Alerts(text, report);
        var under = quality.Predictions.Where(p => p.UnderTriaged).ToList();
        if (under.Count > 0)
            text.Append("\nSous-triés\n");
        foreach (var p in under)
            text.Append($"  {p.Call.Id} : {p.Priority} suggérée, {p.Call.Priority} attendue\n");
        return text.ToString();
    }

    private static void Confusion(StringBuilder text, IReadOnlyList<IReadOnlyList<int>> confusion)
    {
        text.Append("\nPriorité attendue (lignes) et suggérée (colonnes)\n      ");
        foreach (var suggested in Enum.GetValues<Priority>())
            text.Append($"{suggested,6}");
        text.Append('\n');
        foreach (var wanted in Enum.GetValues<Priority>())
        {
            text.Append($"  {wanted,-4}");
            foreach (var count in confusion[(int)wanted])
                text.Append($"{count,6}");
            text.Append('\n');
        }
    }

    private static void Alerts(StringBuilder text, TriageReport report)
    {
        text.Append("\nAlertes P0 selon le budget (alertes du modèle pour 100 appels ; les règles de sécurité s'y ajoutent toujours)\n");
        text.Append("  budget    seuil   P0 vues   fausses/100   par règle   par le modèle\n");
        foreach (var p in report.Alerts.Append(report.ServedAlerts))
            text.Append(CultureInfo.InvariantCulture, $"  {(p.PerHundred is { } budget ? FrenchFigures.Number(budget, 0) : "servi"),6}   {FrenchFigures.Threshold(p.Threshold),6}   {p.P0Flagged + "/" + p.P0Calls,7}   {FrenchFigures.Number(p.FalsePerHundred, 1),11}   {p.ByRule,9}   {p.ByModel,13}\n");
    }

    private static string Rates(Retrieval found) => $"{FrenchFigures.Percent(found.Precision)} / {FrenchFigures.Percent(found.Recall)} / {FrenchFigures.Percent(found.F1)}";
}
