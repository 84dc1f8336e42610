using System.Globalization;
using System.Text;

namespace Triage.Training.Evaluation;

/// <summary>A <see cref="SpeechReport"/> for people: plain text in French, two aligned columns.</summary>
public static class SpeechReportTable
{
    private static readonly NumberFormatInfo s_french = new() { NumberDecimalSeparator = "," };

    public static string Render(SpeechReport report)
    {
        var text = new StringBuilder();
        void Row(string label, string value) => text.Append(label.PadRight(36)).Append(value).Append('\n');

        Row("Jeu d'évaluation", $"{report.Manifest} ({(report.Mode == "streaming" ? "en direct" : "hors ligne")})");
        Row("Segments / mots de référence", $"{report.Segments} / {report.ReferenceWords}");
        Row("Taux d'erreur de mots", Percent(report.WordErrorRate));
        Row("  substitutions / oublis / ajouts", $"{report.Substitutions} / {report.Deletions} / {report.Insertions}");
        Row("Taux d'erreur de caractères", Percent(report.CharacterErrorRate));
        foreach (var channel in report.Channels.Where(c => c.Channel is not null))
            Row($"  mots, voie {channel.Channel}", Percent(channel.WordErrorRate));
        Row("Termes critiques retrouvés", Percent(report.CriticalTermRecall));
        foreach (var term in report.CriticalTerms.Where(t => t.Recalled < t.Reference || t.Invented > 0))
            Row($"  {term.Group}", $"{term.Recalled} sur {term.Reference}{(term.Invented > 0 ? $", inventé {term.Invented} fois" : "")}");
        Row("Négations perdues / inventées", $"{report.Negations.Lost} / {report.Negations.Invented} sur {report.Negations.Checked} termes");
        Row("Mots inventés sur du silence", report.Silence.Segments is { } silent
            ? $"{report.Silence.Words} ({report.Silence.WithWords} segments sur {silent})" : $"{report.Silence.Words} ({report.Silence.WithWords} énoncés)");
        Row("Durée audio / calcul", $"{Number(report.AudioS, "F1")} s / {Number(report.WallS, "F1")} s");
        Row("Facteur temps réel", report.RealTimeFactor is { } factor ? Number(factor, "F3") : "-");
        return text.ToString();
    }

    private static string Percent(double? rate) => rate is { } value ? Number(100 * value, "F1") + " %" : "-";

    private static string Percent(Interval? rate) =>
        rate is null ? "-" : $"{Percent(rate.Value)}  [{Number(100 * rate.Low, "F1")} ; {Number(100 * rate.High, "F1")}]";

    private static string Number(double value, string format) => value.ToString(format, s_french);
}
