using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Triage.TrialLog.Exports.Tables;

/// <summary>datapackage.json (Frictionless Data Package 1.0, https://specs.frictionlessdata.io): tables for programs.</summary>
internal static class DataPackage
{
    public const string FileName = "datapackage.json";

    // Not for web pages: accents and signs stay readable.
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <param name="files">The files that are written; tables are looked up among them.</param>
    public static string Write(IReadOnlyList<(Table Table, long Rows)> tables, IReadOnlyCollection<ExportedFile> files, ExportOptions options)
    {
        var resources = new JsonArray();
        foreach (var (table, rows) in tables)
        {
            if (files.FirstOrDefault(f => f.Path == $"{TableSetWriter.CsvFolder}{table.Name}.csv") is { } csv)
                resources.Add(Resource(table, rows, csv, table.Name, Csv()));
            if (files.FirstOrDefault(f => f.Path == $"{TableSetWriter.ParquetFolder}{table.Name}.parquet") is { } parquet)
                resources.Add(Resource(table, rows, parquet, $"{table.Name}-parquet", new() { ["format"] = "parquet", ["mediatype"] = "application/vnd.apache.parquet" }));
        }
        return new JsonObject
        {
            ["profile"] = "data-package",
            ["name"] = "triage-evaluation",
            ["title"] = "Evaluation record of an emergency-call triage trial",
            ["created"] = options.CreatedAt.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture),
            ["version"] = options.Software,
            ["resources"] = resources,
        }.ToJsonString(s_json) + "\n";
    }

    private static JsonObject Csv() => new()
    {
        ["profile"] = "tabular-data-resource",
        ["format"] = "csv",
        ["mediatype"] = "text/csv",
        ["encoding"] = "utf-8",
        ["dialect"] = new JsonObject { ["delimiter"] = ",", ["lineTerminator"] = "\n", ["quoteChar"] = "\"", ["doubleQuote"] = true, ["header"] = true },
    };

    private static JsonObject Resource(Table table, long rows, ExportedFile file, string name, JsonObject kind)
    {
        var resource = new JsonObject
        {
            ["name"] = name,
            ["path"] = file.Path,
            ["title"] = table.English,
            ["titleFr"] = table.French,
            ["bytes"] = file.Bytes,
            ["hash"] = $"sha256:{file.Sha256}",
            ["rows"] = rows,
        };
        foreach (var (key, value) in kind)
            resource[key] = value?.DeepClone();
        resource["schema"] = new JsonObject
        {
            ["fields"] = new JsonArray([.. table.Columns.Select(Field)]),
            ["missingValues"] = new JsonArray(""),
            ["primaryKey"] = Names(table.Key),
            ["foreignKeys"] = new JsonArray([.. table.References.Select(r => new JsonObject
            {
                ["fields"] = Names(r.Columns),
                ["reference"] = new JsonObject { ["resource"] = r.Table, ["fields"] = Names(r.Key) },
            })]),
        };
        return resource;
    }

    private static JsonObject Field(Column column)
    {
        var field = new JsonObject { ["name"] = column.Name, ["type"] = DataDictionary.TypeName(column.Type) };
        if (column.Type == ColumnType.Instant)
            field["format"] = "%Y-%m-%dT%H:%M:%S.%f%z";
        field["description"] = column.English;
        field["descriptionFr"] = column.French;
        if (column.Unit is not null)
            field["unit"] = column.Unit;
        var constraints = new JsonObject();
        if (column.Required)
            constraints["required"] = true;
        if (column.Codes is { } codes)
            constraints["enum"] = Names(codes);
        if (column.Minimum is { } minimum)
            constraints["minimum"] = minimum;
        if (column.Maximum is { } maximum)
            constraints["maximum"] = maximum;
        if (constraints.Count > 0)
            field["constraints"] = constraints;
        return field;
    }

    private static JsonArray Names(IEnumerable<string> names) => new([.. names.Select(n => JsonValue.Create(n))]);
}
