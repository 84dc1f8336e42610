using System.Globalization;
using System.Text.RegularExpressions;
using Triage.Core.Assessment;

namespace Triage.TrialLog.Reports;

/// <summary>A judgement as a file gives it.</summary>
/// <param name="Line">Line of the file, from 1.</param>
/// <param name="Call">Call id, or pseudonym of 32 hexadecimal digits.</param>
/// <param name="Adjudicator">Account or name; only its pseudonym is kept.</param>
public sealed record GivenAdjudication(
    int Line, string Call, string Adjudicator, bool VitalEmergency, Priority? Priority, string? Motive, string Source, bool Consensus, DateTimeOffset At);

/// <summary>What a file held, and each line that could not be read, in French.</summary>
public sealed record AdjudicationFileContent(IReadOnlyList<GivenAdjudication> Rows, IReadOnlyList<string> Faults);

/// <summary>
/// Reads adjudications from CSV (UTF-8, comma or semicolon, header line): <c>call, adjudicator, vital_emergency, source, at</c>; optional
/// <c>priority, motive, consensus</c>. Yes and no: <c>oui/non, yes/no, true/false, 1/0</c>. Times: ISO 8601 with an offset.
/// </summary>
public static partial class AdjudicationFile
{
    private static readonly string[] s_needed = ["call", "adjudicator", "vital_emergency", "source", "at"];
    private static readonly string[] s_optional = ["priority", "motive", "consensus"];
    private static readonly string[] s_sources = ["recording", "smur_summary", "hospital_record"];

    public static AdjudicationFileContent Read(TextReader text)
    {
        var records = new Queue<(int Line, IReadOnlyList<string> Fields)>();
        try
        {
            foreach (var record in DelimitedText.Records(text.ReadToEnd()))
                records.Enqueue(record);
        }
        catch (InvalidDataException e)
        {
            return new([], [e.Message]);
        }
        if (!records.TryDequeue(out var header))
            return new([], ["ligne 1 : le fichier est vide"]);
        var heads = header.Fields.Select(h => h.ToLowerInvariant()).ToArray();
        var faults = s_needed.Where(n => !heads.Contains(n)).Select(n => $"ligne 1 : la colonne {n} manque")
            .Concat(heads.GroupBy(h => h).Where(g => g.Count() > 1).Select(g => $"ligne 1 : la colonne « {g.Key} » est là deux fois"))
            .Concat(heads.Where(h => !s_needed.Contains(h) && !s_optional.Contains(h)).Select(h => $"ligne 1 : la colonne « {h} » est inconnue")).ToList();
        var rows = new List<GivenAdjudication>();
        // A wrong header makes every line wrong: the header's faults say it once.
        if (faults.Count > 0)
            return new(rows, faults);
        foreach (var (line, fields) in records)
            if (fields.Count > heads.Length)
                faults.Add($"ligne {line} : {fields.Count} champs pour {heads.Length} colonnes");
            else
                Row(line, heads.Zip(fields).ToDictionary(f => f.First, f => f.Second, StringComparer.Ordinal), rows, faults);
        if (rows.Count == 0 && faults.Count == 0)
            faults.Add("ligne 2 : aucune adjudication");
        return new(rows, faults);
    }

    private static void Row(int line, Dictionary<string, string> fields, List<GivenAdjudication> rows, List<string> faults)
    {
        var before = faults.Count;
        string Field(string name) => fields.GetValueOrDefault(name, "");
        string Needed(string name, string value)
        {
            if (value.Length is 0 or > 200)
                faults.Add($"ligne {line} : {name} est vide ou trop long");
            return value;
        }

        bool YesNo(string name, bool? absent)
        {
            switch (Field(name).ToLowerInvariant())
            {
                case "oui" or "yes" or "true" or "1":
                    return true;
                case "non" or "no" or "false" or "0":
                    return false;
                case "" when absent is { } value:
                    return value;
                default:
                    faults.Add($"ligne {line} : {name} doit être oui ou non");
                    return false;
            }
        }

        var (call, who) = (Needed("call", Field("call")), Needed("adjudicator", Field("adjudicator")));
        var (vital, consensus) = (YesNo("vital_emergency", null), YesNo("consensus", false));
        Priority? priority = Field("priority") is { Length: > 0 } level && Enum.TryParse<Priority>(level, ignoreCase: true, out var p) && Enum.IsDefined(p) && !char.IsAsciiDigit(level[0]) ? p : null;
        if (priority is null && Field("priority").Length > 0)
            faults.Add($"ligne {line} : priority doit être P0, P1, P2, P3 ou NR");
        var motive = Field("motive") is { Length: > 0 } code ? code : null;
        if (motive is not null && !Motive().IsMatch(motive))
            faults.Add($"ligne {line} : motive n'est pas un code de la forme M03.06");
        var source = Field("source");
        if (!s_sources.Contains(source))
            faults.Add($"ligne {line} : source doit être {string.Join(", ", s_sources)}");
        if (!DateTimeOffset.TryParse(Field("at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at))
            faults.Add($"ligne {line} : at n'est pas une date ISO 8601");
        if (faults.Count == before)
            rows.Add(new(line, call, who, vital, priority, motive, source, consensus, at));
    }

    [GeneratedRegex(@"^M\d\d\.\d\d(\.\d\d)?$")]
    private static partial Regex Motive();
}
