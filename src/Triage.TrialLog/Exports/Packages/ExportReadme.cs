using System.Globalization;
using System.Text;

namespace Triage.TrialLog.Exports.Packages;

/// <summary>What the README of an export tells beside the options.</summary>
internal sealed record ExportFacts(ExportFormat Format, long Calls, long Outages, bool Chain, IReadOnlyList<ExportNotice> Notices);

/// <summary>The README of an export: what it is, from what, how to check it, what to beware of.</summary>
internal static class ExportReadme
{
    public static string Write(ExportFacts facts, ExportOptions options)
    {
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"# Evaluation record of emergency-call triage: {Name(facts.Format)}");
        Line($"Made {options.CreatedAt.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)} by Triage {options.Software}. Calls: {facts.Calls}. Outages: {facts.Outages}. Selection: {options.Selection ?? "everything"}.");
        if (options.Protocols.Count == 0)
            Line($"Protocol: no trial was under way.");
        for (var i = 0; i < options.Protocols.Count; i++)
            Line($"Protocol in force from {options.Protocols[i].At.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)}: `{RecordedProtocol.FileOf(i)}`, version {options.Protocols[i].Version}, SHA-256 {options.Protocols[i].Sha256}.");
        Line($"Words of callers: {(options.Quotes ? "the quotes that the protocol asks for; no other text" : "none; codes, numbers, times and pseudonyms only")}.");
        Line($"Keys are pseudonyms (keyed HMAC); the key stays with the hospital. This is still personal data: keep it where the protocol says.");
        Line($"");
        Line($"## What is here");
        foreach (var line in Contents(facts))
            Line($"- {line}");
        Line($"- `SHA256SUMS`: the checksum of every other file.");
        Line($"");
        Line($"## How to verify");
        Line($"1. `sha256sum --check SHA256SUMS` in this folder: every file is as it was written.");
        if (facts.Format == ExportFormat.Package)
            Line(facts.Chain
                ? (FormattableString)$"2. `triage log verify` on the folder of the chain: no event was changed, left out or added since it was recorded. Compare the public key with the one that the hospital gave you by another way."
                : $"2. The chain of events is not in this package: ask the hospital for it.");
        Line($"");
        Line($"## Beware");
        Line($"- Intention to treat: `calls` holds every call, refused and interrupted ones too; `exclusion` says which the protocol leaves out.");
        Line($"- In CSV an apostrophe precedes a text that a spreadsheet would compute (= + - @ ' and their full-width forms, tab, line break); take it off to get the text.");
        foreach (var notice in facts.Notices)
            Line($"- {notice.English}.");
        return text.ToString();
    }

    private static string Name(ExportFormat format) => format switch
    {
        ExportFormat.Package => "package",
        ExportFormat.Csv => "CSV tables",
        ExportFormat.Parquet => "Parquet tables",
        ExportFormat.Fhir => "FHIR R4",
        ExportFormat.Omop => "OMOP CDM 5.4",
        ExportFormat.RsEda => "RS-EDA drafts",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "unknown format"),
    };

    private static IEnumerable<string> Contents(ExportFacts facts)
    {
        if (facts.Format is ExportFormat.Package or ExportFormat.Csv)
            yield return "`csv/`: nine tables, UTF-8, ISO 8601 with offset, missing is empty.";
        if (facts.Format is ExportFormat.Package or ExportFormat.Parquet)
            yield return "`parquet/`: the same tables; moments are UTC.";
        if (facts.Format is ExportFormat.Package or ExportFormat.Csv or ExportFormat.Parquet)
        {
            yield return "`datapackage.json`: types, units, codes, keys (Frictionless Data Package 1.0).";
            yield return "`dictionary.fr.md`, `dictionary.en.md`, `dictionary.csv`: the same for people.";
            yield return "`small-cells.csv`: combinations of age band, sex, caller and origin that few calls share.";
        }
        if (facts.Format == ExportFormat.Package && facts.Chain)
            yield return "`chain/`: the events of the log as they were chained, the signed heads of the days, the public key.";
        if (facts.Format == ExportFormat.Fhir)
            yield return "`*.ndjson`: one resource a line, one file a type. No profile is claimed in meta.profile: a pseudonymised patient has no name, which the French core asks for.";
        if (facts.Format == ExportFormat.Omop)
        {
            yield return "`*.csv`: tables of the CDM 5.4; `schema.sql`, `constraints.sql`, `load.sql` for PostgreSQL: `psql -v ON_ERROR_STOP=1 -f load.sql` in this folder; `vocabulary.sql` once CONCEPT is filled.";
            yield return "Times are those of the time zone of the site. Concept 0 where no standard concept fits; the code is in the source value. Numbers of rows are of this export only.";
        }
        if (facts.Format == ExportFormat.RsEda)
            yield return "`create.ndjson`, `update.ndjson`: one message a line in its envelope, distributionStatus Exercise: drafts to compare, not to send. `left-out.csv`: calls without a message, and why.";
    }
}
