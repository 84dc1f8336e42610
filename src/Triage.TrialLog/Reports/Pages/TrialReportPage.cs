namespace Triage.TrialLog.Reports.Pages;

/// <summary>
/// A report as one HTML page in French: nothing outside it is loaded, no script, prints on A4. It names calls by their pseudonyms and holds no
/// word of any call. A simulated trial says so in a band that stands on every printed page.
/// </summary>
public static class TrialReportPage
{
    private const string Style = """
        :root{--ink:#1b2733;--soft:#4f5d6b;--line:#d9e0e7;--warn:#b4690e;--sim:#8a1c1c}
        *{box-sizing:border-box}body{font:15px/1.5 system-ui,"Segoe UI",Roboto,"DejaVu Sans",sans-serif;color:var(--ink);background:#f3f5f8;margin:0}
        main{max-width:1080px;margin:0 auto;padding:28px 24px 60px;background:#fff}
        h1{font-size:27px;line-height:1.25;margin:0 0 6px}h2{font-size:19px;margin:38px 0 10px;border-bottom:2px solid var(--line);padding-bottom:4px}h3{font-size:15px;margin:18px 0 4px}.no{color:var(--soft);font-weight:400;margin-right:4px}
        p,li{max-width:88ch}p{margin:6px 0}.meta,.note{color:var(--soft);font-size:13px}.note{margin:4px 0 10px}.warnbox{border-left:4px solid var(--warn);background:#fdf6e9;padding:8px 14px;margin:14px 0;max-width:none}
        .sim{position:sticky;top:0;z-index:1;background:var(--sim);color:#fff;font-weight:700;text-align:center;padding:6px 12px;letter-spacing:.04em}
        .pair{display:grid;grid-template-columns:1fr 1fr;gap:8px 24px;align-items:start}figure{margin:8px 0 12px;break-inside:avoid}figure img{width:100%;height:auto;max-width:700px;display:block}
        .key{display:grid;grid-template-columns:repeat(4,1fr);gap:10px;margin:14px 0}.key div{border:1px solid var(--line);border-radius:6px;padding:10px 12px}.key b{display:block;font-size:20px;line-height:1.3}.key span{font-size:13px;color:var(--soft)}
        table{border-collapse:collapse;font-size:13px;width:100%;margin:8px 0 4px}caption{text-align:left;font-weight:600;padding:2px 0 4px}th,td{text-align:left;padding:4px 8px;border-bottom:1px solid var(--line);vertical-align:top}thead th{color:var(--soft);font-weight:600;vertical-align:bottom}tbody th{font-weight:400}
        td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.ci{color:var(--soft);white-space:nowrap}.wide{overflow-x:auto}.small{color:var(--warn);font-weight:600}.hash{font-family:ui-monospace,"DejaVu Sans Mono",monospace;font-size:12px;overflow-wrap:anywhere}.under{background:#fbe4e1}.over{background:#fdf0da}.exact{background:#e6f2e9}
        nav{columns:2;font-size:14px;margin:10px 0}nav a{color:inherit;display:block}
        @page{size:A4;margin:16mm 13mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif;color:#4f5d6b}}@media screen and (max-width:760px){.pair{grid-template-columns:1fr}.key{grid-template-columns:1fr 1fr}nav{columns:1}}
        @media print{body{background:#fff;font-size:10pt}main{padding:0;max-width:none}.sim{position:static;font-size:10pt;margin-bottom:10pt}h2,h3,caption{break-after:avoid}h2.leaf{break-before:page}table{font-size:8pt}table:not(.long){break-inside:avoid}thead{display:table-header-group}tr{break-inside:avoid}th,td{padding:2px 4px}.wide{overflow:visible}.ci{white-space:normal}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
        """;

    private const string SimulatedBand = "ESSAI SIMULÉ : AUCUN APPEL RÉEL, AUCUN PATIENT. NE PROUVE RIEN.";

    // On paper the band stands in the margin of each page; where a browser prints no margin boxes, beside each section's title.
    private const string SimulatedStyle =
        "@page{@top-center{content:\"" + SimulatedBand + "\";width:100%;background:#8a1c1c;color:#fff;font:bold 9pt sans-serif;text-align:center;margin:5mm 0}}"
        + ".simulated h2::after{content:\"SIMULÉ\";float:right;color:var(--sim);font-size:13px;font-weight:700}";

    public static string Render(TrialReport report)
    {
        var page = new PageWriter();
        var title = report.Source.Simulated ? "Rapport d'un essai SIMULÉ" : "Rapport d'essai";
        page.Html("<!doctype html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
            + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
            + $"<title>{title}</title><style>\n{Style}{(report.Source.Simulated ? SimulatedStyle : "")}\n</style></head><body{(report.Source.Simulated ? " class=\"simulated\"" : "")}>\n");
        if (report.Source.Simulated)
            page.Html($"<div class=\"sim\">{SimulatedBand}</div>\n");
        page.Html("<main>\n").Html($"<h1>{title} : aide au triage des appels au 15</h1>\n");
        SummarySection.Write(page, report);
        OutcomeSections.Write(page, report);
        AccuracySections.Write(page, report);
        UseSections.Write(page, report);
        AnnexSections.Write(page, report);
        return page.Html("</main></body></html>\n").ToString();
    }
}
