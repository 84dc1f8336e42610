using System.Globalization;
using System.Text;

namespace Triage.TrialLog.Exports.Tables;

/// <summary>The data dictionary: every column of every table in words, for people.</summary>
internal static class DataDictionary
{
    public static string Markdown(IReadOnlyList<Table> tables, bool french)
    {
        var text = new StringBuilder();
        void Line(string line) => text.Append(line).Append('\n');
        Line(french ? "# Dictionnaire des données" : "# Data dictionary");
        Line(french
            ? "CSV : UTF-8, virgule, instants ISO 8601 avec décalage, valeur manquante vide. Parquet : instants en UTC, microsecondes."
            : "CSV: UTF-8, comma, moments in ISO 8601 with offset, missing is empty. Parquet: moments in UTC, microseconds.");
        foreach (var table in tables)
        {
            Line("");
            Line($"## {table.Name}");
            Line($"{(french ? table.French : table.English)}. {(french ? "Clé" : "Key")}: {string.Join(", ", table.Key)}.");
            foreach (var reference in table.References)
                Line($"{(french ? "Renvoie à" : "Refers to")} {reference.Table}: {string.Join(", ", reference.Columns)} -> {string.Join(", ", reference.Key)}.");
            Line("");
            Line(french
                ? "| Colonne | Type | Unité | Obligatoire | Signification | Codes ou bornes |"
                : "| Column | Type | Unit | Required | Meaning | Codes or bounds |");
            Line("|---|---|---|---|---|---|");
            foreach (var column in table.Columns)
            {
                var required = column.Required ? (french ? "oui" : "yes") : (french ? "non" : "no");
                Line($"| {column.Name} | {TypeName(column.Type)} | {column.Unit} | {required} | {(french ? column.French : column.English)} | {Range(column)} |");
            }
        }
        return text.ToString();
    }

    /// <summary>One line a column, both languages; closes the file.</summary>
    public static void Csv(IReadOnlyList<Table> tables, Stream output)
    {
        using var csv = CsvTableWriter.Open(output);
        void Row(params ReadOnlySpan<string?> fields)
        {
            foreach (var field in fields)
                csv.WriteField(field);
            csv.EndRecord();
        }
        Row("table", "column", "type", "unit", "required", "key", "english", "french", "codes_or_bounds");
        foreach (var table in tables)
            foreach (var column in table.Columns)
                Row(
                    table.Name, column.Name, TypeName(column.Type), column.Unit, column.Required ? "true" : "false", table.Key.Contains(column.Name) ? "true" : "false",
                    column.English, column.French, Range(column));
    }

    /// <summary>The name of the type in Frictionless Table Schema.</summary>
    public static string TypeName(ColumnType type) => type switch
    {
        ColumnType.Text => "string",
        ColumnType.Whole => "integer",
        ColumnType.Number => "number",
        ColumnType.Boolean => "boolean",
        ColumnType.Instant => "datetime",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "unknown type"),
    };

    private static string Range(Column column) => column switch
    {
        { Codes: { } codes } => string.Join(", ", codes),
        { Minimum: { } minimum, Maximum: { } maximum } => string.Create(CultureInfo.InvariantCulture, $"{minimum} .. {maximum}"),
        { Minimum: { } minimum } => string.Create(CultureInfo.InvariantCulture, $">= {minimum}"),
        _ => "",
    };
}
