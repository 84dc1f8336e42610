using System.Globalization;
using System.Text;
using Triage.Server.Benchmarks.Load;

namespace Triage.Server.Cli;

/// <summary>A <see cref="LoadReport"/> for people: plain text in French, one column a level.</summary>
internal static class LoadReportTable
{
    private const int LabelWidth = 46;
    private const int ColumnWidth = 16;
    private const int MinuteWidth = 7;

    private static readonly NumberFormatInfo s_french = new() { NumberDecimalSeparator = "," };

    private static readonly (string Label, Func<LoadLevel, string> Value)[] s_rows =
    [
        ("Transcriptions finales attendues / livrées", l => $"{l.Clients.FinalsExpected} / {l.Clients.FinalsDelivered}"),
        ("  à l'heure (600 ms après la fin de phrase)", l => Percent(l.Clients.OnTimeShare)),
        ("  à l'heure sur les voies / faisables", l => l.Server.Finals is { } f ? $"{f.OnTime} / {f.Feasible}" : "-"),
        ("  après la fin de phrase (ms) p50 / p95", l => Pair(l.Clients.AfterEndpoint)),
        ("    p99 / maximum", l => l.Clients.AfterEndpoint is { } a ? $"{Number(a.P99)} / {Number(a.Max)}" : "-"),
        ("    attente p50 / p95", l => Pair(l.Clients.Queue)),
        ("    reconnaissance p50 / p95", l => Pair(l.Clients.Recognition)),
        ("  détection de fin de phrase p50 / p95", l => Pair(l.Clients.Endpointing)),
        ("  total p50 / p95", l => Pair(l.Clients.Total)),
        ("  vu par l'appelant p50 / p95", l => Pair(l.Clients.Seen)),
        ("Intermédiaires : retard (ms) p50 / p95", l => Pair(l.Clients.PartialLag)),
        ("  par seconde de parole", l => Number(l.Clients.PartialsPerSpeechS, "F2")),
        ("  abandonnés", l => l.Server.DroppedShare is { } share ? Percent(share) : "-"),
        ("Suggestion après transcription (ms) p50 / p95", l => Pair(l.Clients.SuggestionAfterFinal)),
        ("  après la parole p50 / p95", l => Pair(l.Clients.SpokenToSuggestion)),
        ("Son reçu / perdu (s)", l => $"{Number(l.Clients.AudioS)} / {Number(l.Clients.AudioLostS, "0.##")}"),
        ("Appels ouverts / refusés / en échec", l => $"{l.Clients.CallsOpened} / {l.Clients.CallsRefused} / {l.Clients.Failures.Sum(f => f.Count)}"),
        ("Modes dégradés annoncés", l => l.Clients.Degradations.Sum(d => d.Count).ToString(s_french)),
        ("Processeur : appareil / appelants (cœurs)", l => $"{Cores(l, l.Server.CpuS)} / {Cores(l, l.Clients.CpuS)}"),
        ("File des calculs : moyenne / p95", l => l.Server.QueueDepthMean is { } mean ? $"{Number(mean, "F1")} / {Number(l.Server.QueueDepthP95 ?? 0)}" : "-"),
        ("Voies de calcul occupées", l => l.Server.LaneUse is { } use ? Percent(use) : "-"),
        ("Mémoire / maximum du programme (Mo)", l => $"{Number(l.Server.WorkingSetMb)} / {Number(l.Server.PeakWorkingSetMb)}"),
        ("Allocations (Ko/s)", l => Number(l.Server.AllocatedBytesPerS / 1000)),
        ("Pauses mémoire : nombre / total / max (ms)", l => $"{l.Server.Collections} / {Number(l.Server.PauseTotalMs)} / {Number(l.Server.LongestPauseMs, "F1")}"),
        ("Retard d'envoi des appelants p95 (ms)", l => Number(l.Clients.SendLateP95Ms)),
        ("Objectifs", l => l.Within ? "atteints" : "manqués"),
    ];

    public static string Render(LoadReport report)
    {
        var text = new StringBuilder();
        void Row(string label, string value) => text.Append(label.PadRight(LabelWidth)).Append(value).Append('\n');
        Row("Machine", $"{report.Machine.Processor ?? report.Machine.Architecture}, {report.Machine.Processors} {(report.Machine.Processors > 1 ? "cœurs" : "cœur")}");
        Row("Date (UTC)", report.StartedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture));
        Row("Version", report.Machine.Version);
        Row("Appels joués", $"{report.Recordings} enregistrements, {Number(report.RecordingsS)} s ; {Number(report.Settings.Seconds)} s mesurées par niveau");
        Row("Capacité", $"{report.Capacity} appels simultanés ({(report.Searched ? "mesurée" : "donnée")})");
        if (report.Tried.Count > 0)
            Row("  essais", string.Join(" ; ", report.Tried.Select(t => $"{t.Calls} {(t.Within ? "oui" : $"non ({string.Join(", ", t.Missed)})")}")));
        text.Append('\n');

        var columns = report.Levels.Select(l => ("Triage", l)).Concat(report.Baseline.Select(l => ("Témoin", l))).ToList();
        if (report.Admission is { } admission)
            columns.Add(("Admission", admission));
        Columns(text, "", columns.Select(c => c.Item1));
        Columns(text, "Appels simultanés", columns.Select(c => c.l.Factor is { } factor ? $"{c.l.Calls} ({Number(factor, "0.##")}x)" : $"{c.l.Calls}"));
        foreach (var (label, value) in s_rows)
            Columns(text, label, columns.Select(c => label == "Objectifs" && c.Item1 != "Triage" ? "-" : value(c.l)));
        foreach (var (name, level) in columns)
            foreach (var degraded in level.Clients.Degradations)
                text.Append(CultureInfo.InvariantCulture, $"{name} {level.Calls} : mode dégradé « {degraded.What} », {degraded.Count} annonces, ")
                    .Append(s_french, $"{degraded.LongestS:F1} s au plus pour un appel\n");
        text.Append("\nTémoin : les mêmes modèles derrière une file d'attente simple, premier arrivé, premier servi.\n");
        return text.ToString();
    }

    public static string Render(SoakReport report)
    {
        var text = new StringBuilder();
        void Row(string label, string value) => text.Append(label.PadRight(LabelWidth)).Append(value).Append('\n');
        Row("Endurance", $"{report.Calls} appels, {Number(report.Minutes, "0.#")} min");
        Row("Transcriptions finales attendues / livrées", $"{report.Clients.FinalsExpected} / {report.Clients.FinalsDelivered}");
        Row("Son perdu (s)", Number(report.Clients.AudioLostS, "0.##"));
        if (report.Samples is [var first, .., var last])
            Row("Mémoire au début / à la fin (Mo)", $"{Number(first.Memory.WorkingSetMb)} / {Number(last.Memory.WorkingSetMb)}");
        Row("Croissance de la mémoire", report.WorkingSetGrowth is { } growth ? $"{Percent(growth)} (but {Percent(SoakReport.GrowthBar)})" : "-");
        Row("Croissance du tas géré", report.HeapGrowth is { } heap ? Percent(heap) : "-");
        Row("Croissance hors tas géré", report.NativeGrowth is { } native ? Percent(native) : "-");
        if (report.LiveMb is { } live)
            Row("Tas vraiment utilisé : ouverture / fin (Mo)", $"{Number(live.Opened, "F1")} / {Number(live.Closed, "F1")}");
        if (report.Trend is { } trend)
            Row("Pente des deux derniers tiers (Mo/min)",
                $"{Number(trend.WorkingSet, "F1")} ; tas géré {Number(trend.Committed, "F1")} ; hors tas {Number(trend.Native, "F1")}");
        text.Append('\n');
        Columns(text, $"Minute (mise en route : {Number(report.WarmUpS)} s)", report.ByMinute.Select(m => $"{m.Minute}"), MinuteWidth);
        Columns(text, "Mémoire du programme (Mo)", report.ByMinute.Select(m => Number(m.WorkingSetMb)), MinuteWidth);
        Columns(text, "  tas géré : objets", report.ByMinute.Select(m => Number(m.HeapMb)), MinuteWidth);
        Columns(text, "  tas géré : pris au système", report.ByMinute.Select(m => Number(m.CommittedMb)), MinuteWidth);
        Columns(text, "  hors tas géré", report.ByMinute.Select(m => Number(m.NativeMb)), MinuteWidth);
        return text.ToString();
    }

    /// <summary>One missed bar in French.</summary>
    public static string Miss(double? factor, BarResult bar) =>
        $"objectif manqué{(factor is { } f ? $" à {Number(f, "0.##")}x" : "")} : {bar.Name} vaut {(bar.Value is { } value ? Number(value, "0.####") : "rien")}, "
        + $"attendu {(bar.AtMost ? "au plus" : "au moins")} {Number(bar.Limit, "0.####")}";

    private static void Columns(StringBuilder text, string label, IEnumerable<string> values, int width = ColumnWidth) =>
        text.Append((label.PadRight(LabelWidth) + string.Concat(values.Select(v => v.PadRight(width)))).TrimEnd()).Append('\n');

    private static string Cores(LoadLevel level, double cpuS) => level.Clients.WindowS > 0 ? Number(cpuS / level.Clients.WindowS, "F2") : "-";

    private static string Pair(LatencySummary? latency) => latency is null ? "-" : $"{Number(latency.P50)} / {Number(latency.P95)}";

    private static string Percent(double share) => Number(100 * share, "F1") + " %";

    private static string Number(double value, string format = "F0") => value.ToString(format, s_french);
}
