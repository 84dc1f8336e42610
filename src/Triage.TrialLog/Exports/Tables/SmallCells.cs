using System.Globalization;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports.Tables;

/// <summary>
/// Who could be singled out: combinations of age band, sex, caller and origin that few calls share. The rows are exported all the
/// same; whoever receives them is told. Memory is bounded: beyond <see cref="MostCombinations"/> no new combination is counted, and that is said.
/// </summary>
internal sealed class SmallCells(int threshold)
{
    public const string FileName = "small-cells.csv";

    /// <summary>Fewer calls than this in a cell single people out; the French health data system (SNDS) publishes no count below 11.</summary>
    public const int UsualThreshold = 11;

    public const int MostCombinations = 100_000;

    private const int BandYears = 10;

    private readonly Dictionary<(int Band, string Sex, string Caller, string Origin), int> _counts = [];

    /// <summary>Calls whose combination came after the table was full.</summary>
    public long Uncounted { get; private set; }

    public int Combinations => _counts.Count;

    public int Threshold => threshold;

    /// <summary>Combinations below the threshold.</summary>
    public int Small => _counts.Values.Count(c => c < threshold);

    /// <summary>Calls in them.</summary>
    public long SmallCalls => _counts.Values.Where(c => c < threshold).Sum(c => (long)c);

    public void Add(CallRecord call)
    {
        var key = (call.PatientAgeYears is { } age && double.IsFinite(age) ? (int)Math.Clamp(age / BandYears, 0, 13) : -1, call.PatientSex ?? "", call.CallerKind ?? "", call.Origin ?? "");
        if (_counts.TryGetValue(key, out var count))
            _counts[key] = count + 1;
        else if (_counts.Count < MostCombinations)
            _counts[key] = 1;
        else
            Uncounted++;
    }

    /// <summary>The combinations below the threshold, in order; closes the file.</summary>
    public void Write(Stream output)
    {
        using var csv = CsvTableWriter.Open(output);
        foreach (var name in (string[])["age_band", "patient_sex", "caller_kind", "origin", "calls"])
            csv.WriteField(name);
        csv.EndRecord();
        foreach (var (key, count) in _counts.Where(c => c.Value < threshold).OrderBy(c => c.Key.Band)
            .ThenBy(c => c.Key.Sex, StringComparer.Ordinal).ThenBy(c => c.Key.Caller, StringComparer.Ordinal).ThenBy(c => c.Key.Origin, StringComparer.Ordinal))
        {
            csv.WriteField(Band(key.Band));
            csv.WriteField(CsvText.Disarm(key.Sex));
            csv.WriteField(CsvText.Disarm(key.Caller));
            csv.WriteField(CsvText.Disarm(key.Origin));
            csv.WriteField(count.ToString(CultureInfo.InvariantCulture));
            csv.EndRecord();
        }
    }

    private static string Band(int band) => band < 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{band * BandYears}-{band * BandYears + BandYears - 1}");
}
