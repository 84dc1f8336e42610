using System.Globalization;
using System.Text;
using Triage.Server.Benchmarks;

namespace Triage.Server.Cli;

/// <summary>A <see cref="StageReport"/> for people: plain text in French.</summary>
internal static class StageReportTable
{
    private const int LabelWidth = 52;

    private static readonly NumberFormatInfo French = new() { NumberDecimalSeparator = "," };

    public static string Render(StageReport report)
    {
        var text = new StringBuilder();
        void Row(string label, string value) => text.Append(label.PadRight(LabelWidth)).Append(value).Append('\n');

        Row("Machine", $"{report.Machine.Processor ?? report.Machine.Architecture}, {report.Machine.Processors} {(report.Machine.Processors > 1 ? "cœurs" : "cœur")}");
        Row("Date (UTC)", report.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        Row("Version", report.Machine.Version);
        text.Append('\n');
        Row("Un fil d'exécution", "médiane      p95 (ms)");
        foreach (var stage in report.Stages)
            Row(Label(stage), $"{Number(stage.Milliseconds.Median, "F3"),8} {Number(stage.Milliseconds.P95, "F3"),8}");
        var front = report.FrontEnd;
        text.Append('\n');
        Row("Avant la reconnaissance, par seconde et par canal", $"{Number(front.MillisecondsPerSecond, "F2")} ms, {Percent(front.RealTimeShare)} du temps réel"
            + $" (but {Percent(FrontEndCost.Bar)} : {Met(front.RealTimeShare <= FrontEndCost.Bar)}), {Number(front.BytesPerFrame, "F0")} octets alloués par trame");

        var partials = report.Partials;
        text.Append('\n');
        Row("Transcriptions intermédiaires, décodeur seul", $"{partials.VerifiedMs.Count} sur {partials.Recordings} appels");
        Row("  avec vérification", Decoding(partials.VerifiedMs, partials.VerifiedCalls));
        Row("  décodées de nouveau", Decoding(partials.AfreshMs, partials.AfreshCalls));
        Row("  rapport des durées / des appels du décodeur", $"{Number(partials.MillisecondsRatio, "F2")} / {Number(partials.CallsRatio, "F2")}"
            + $" (but {Number(PartialCost.Bar, "F2")} : {Met(partials.MillisecondsRatio <= PartialCost.Bar)})");
        Row("  mêmes jetons des deux façons", Percent(partials.SameTokens));
        return text.ToString();
    }

    private static string Decoding(Distribution milliseconds, Distribution calls) =>
        $"{Number(milliseconds.Mean, "F1")} ms en moyenne, médiane {Number(milliseconds.Median, "F1")}, p95 {Number(milliseconds.P95, "F1")} ; {Number(calls.Mean, "F1")} appels du décodeur";

    private static string Label(StageCost stage)
    {
        var name = stage.Stage switch
        {
            "resampling_8_to_16_khz" => "Rééchantillonnage 8 à 16 kHz, par seconde",
            "log_mel_push" => "Log-mel, par seconde",
            "log_mel_window" => "Fenêtre de log-mel",
            "voice_activity" => "Détection de parole, par trame de 32 ms",
            "encode" => "Encodeur",
            "decoder_prompt" => "Décodeur, amorce",
            "decoder_step" => "Décodeur, un pas",
            "decoder_verify" => "Décodeur, vérification",
            "text_encoder" => "Encodeur de phrases",
            "turn_heads" => "Têtes, tour de parole",
            "call_heads" => "Têtes, appel",
            "assessment" => "Triage, tour entier de l'appelant",
            _ => stage.Stage,
        };
        return stage switch
        {
            { Unit: "window_s" } => $"{name}, {stage.Size} s",
            { Unit: "tokens" } => $"{name}, {stage.Size} {(stage.Size > 1 ? "jetons" : "jeton")}",
            { Unit: "rows" } => $"{name}, {stage.Size} {(stage.Size > 1 ? "lignes" : "ligne")}",
            _ => name,
        };
    }

    private static string Met(bool met) => met ? "atteint" : "manqué";

    private static string Percent(double share) => Number(100 * share, "F1") + " %";

    private static string Number(double value, string format) => value.ToString(format, French);
}
