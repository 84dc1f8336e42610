using System.Text;

namespace Triage.TrialLog.Exports.Omop;

/// <summary>Scripts for PostgreSQL, made from the same columns as the files: tables, load, constraints, constraints on the vocabulary.</summary>
internal static class OmopSql
{
    public const string Load = "load.sql";

    public static IEnumerable<(string File, string Text)> Scripts() =>
    [
        ("schema.sql", Schema()), ("constraints.sql", Constraints()), ("vocabulary.sql", Vocabulary()), (Load, Loader()),
    ];

    private static string Schema()
    {
        var sql = new StringBuilder("-- The tables of OMOP CDM 5.4 that this export fills.\n");
        foreach (var table in OmopTable.All)
        {
            sql.Append($"CREATE TABLE {table.Name} (\n");
            sql.AppendJoin(",\n", table.Columns.Select(c => $"    {c.Quoted} {c.Type}{(c.Required ? " NOT NULL" : "")}"));
            sql.Append(table.Key is { } key ? $",\n    PRIMARY KEY ({key})\n);\n" : "\n);\n");
        }
        return sql.ToString();
    }

    private static string Constraints() => Sql(
        "-- Keys between the tables of this export; after the load, which is faster.",
        from table in OmopTable.All
        from column in table.Columns
        where column.Table is not null
        let target = OmopTable.All.Single(t => t.Name == column.Table)
        select $"ALTER TABLE {table.Name} ADD CONSTRAINT fpk_{table.Name}_{column.Name} FOREIGN KEY ({column.Quoted}) REFERENCES {target.Name} ({target.Key});");

    private static string Vocabulary() => Sql(
        "-- Once CONCEPT holds the vocabulary of the site: every concept of this export is in it.",
        from table in OmopTable.All
        from column in table.Columns
        where column.Concept
        select $"ALTER TABLE {table.Name} ADD CONSTRAINT fpk_{table.Name}_{column.Name} FOREIGN KEY ({column.Quoted}) REFERENCES concept (concept_id);");

    private static string Loader()
    {
        var sql = new StringBuilder();
        sql.Append("-- psql -v ON_ERROR_STOP=1 [-v schema=NAME] -f load.sql, from this folder. All or nothing.\n");
        sql.Append("\\if :{?schema}\n\\else\n\\set schema omop\n\\endif\n");
        sql.Append("SET client_encoding TO 'UTF8';\nBEGIN;\nCREATE SCHEMA IF NOT EXISTS :\"schema\";\nSET LOCAL search_path TO :\"schema\";\n\\ir schema.sql\n");
        foreach (var table in OmopTable.All)
            sql.Append($"\\copy {table.Name} ({string.Join(", ", table.Columns.Select(c => c.Quoted))}) FROM '{table.Name}.csv' WITH (FORMAT csv, HEADER true)\n");
        sql.Append("\\ir constraints.sql\nCOMMIT;\n");
        return sql.ToString();
    }

    private static string Sql(string title, IEnumerable<string> lines) => title + "\n" + string.Concat(lines.Select(l => l + "\n"));
}
