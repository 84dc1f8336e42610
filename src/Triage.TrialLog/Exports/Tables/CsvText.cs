namespace Triage.TrialLog.Exports.Tables;

/// <summary>Values as the CSV files of every export write them: invariant, ISO 8601 with offset, missing is empty.</summary>
internal static class CsvText
{
    /// <summary>With microseconds and the offset under which it was recorded.</summary>
    public const string InstantFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffffzzz";

    // What makes a spreadsheet take a text for a formula (OWASP, CSV injection), full-width forms included, and our own mark.
    private const string Dangerous = "=+-@'\t\r\n＝＋－＠";

    /// <summary>
    /// A text that no spreadsheet computes: an apostrophe is put before a dangerous first character, the apostrophe among them, so
    /// that taking it off again gives the text back.
    /// </summary>
    public static string Disarm(string text) => text.Length > 0 && Dangerous.Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
}
