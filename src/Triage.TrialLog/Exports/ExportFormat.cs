namespace Triage.TrialLog.Exports;

/// <summary>What an export is written as.</summary>
public enum ExportFormat
{
    /// <summary>One zip with everything an evaluator needs: tables twice, dictionary, checksums, chain.</summary>
    Package,

    /// <summary>A folder of CSV tables.</summary>
    Csv,

    /// <summary>A folder of Parquet tables.</summary>
    Parquet,

    /// <summary>A folder of FHIR R4 resources, one NDJSON file for each type.</summary>
    Fhir,

    /// <summary>A folder of OMOP CDM 5.4 tables as CSV, with a schema and a loader for PostgreSQL.</summary>
    Omop,

    /// <summary>A folder of RS-EDA drafts for the national exchange, each in its EDXL-DE envelope.</summary>
    RsEda,
}
