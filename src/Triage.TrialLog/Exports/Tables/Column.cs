namespace Triage.TrialLog.Exports.Tables;

/// <summary>What a column is: read by the CSV and Parquet writers, by datapackage.json and by the data dictionary.</summary>
/// <param name="English">What it holds, one sentence.</param>
/// <param name="French">The same in French.</param>
/// <param name="Required">Never missing.</param>
/// <param name="Unit">UCUM code; null: none.</param>
/// <param name="Codes">Every value it can take; null: open.</param>
/// <param name="Minimum">Least value of a number.</param>
/// <param name="Maximum">Greatest value of a number.</param>
/// <param name="Words">Holds words spoken in a call; left out unless the protocol asks for them.</param>
public sealed record Column(
    string Name, ColumnType Type, string English, string French, bool Required = false, string? Unit = null, IReadOnlyList<string>? Codes = null,
    double? Minimum = null, double? Maximum = null, bool Words = false);

/// <summary>Columns of a table that point to the key of another.</summary>
public sealed record Reference(IReadOnlyList<string> Columns, string Table, IReadOnlyList<string> Key);
