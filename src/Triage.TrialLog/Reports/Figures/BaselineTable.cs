namespace Triage.TrialLog.Reports.Figures;

/// <summary>A figure of the baseline table in one arm.</summary>
/// <param name="Median">Of a quantity; null: this row counts.</param>
/// <param name="Count">Of a category, of <paramref name="Known"/> calls.</param>
public sealed record BaselineCell(int Known, int Missing, double? Median, double? Lower, double? Upper, int? Count);

/// <summary>A row by arm, as allocated, before anything was shown.</summary>
/// <param name="Attribute">What, e.g. <c>patient_age_years</c>, <c>patient_sex</c>.</param>
/// <param name="Level">The category; null: a quantity, shown as its median and quartiles.</param>
/// <param name="Difference">Standardised difference of the two arms; null with one arm. No test: allocation was random.</param>
public sealed record BaselineRow(string Attribute, string? Level, IReadOnlyList<BaselineCell> Arms, double? Difference)
{
    private const int MostLevels = 8;

    public static IReadOnlyList<BaselineRow> Of(IReadOnlyList<AnalysedCall> calls)
    {
        var arms = Figures.Arms.Present(calls).Select(a => calls.Where(c => c.Arm == a && c.Analysed).ToList()).ToArray();
        return
        [
            Quantity("patient_age_years", arms, c => c.Age), .. Levels("patient_sex", arms, c => c.Sex), .. Levels("caller_kind", arms, c => c.Caller),
            .. Levels("origin", arms, c => c.Origin), .. Levels("reference", arms, c => c.Vital switch { true => "vital", false => "other", _ => null }),
            .. Levels("true_priority", arms, c => c.TruePriority?.ToString()), Quantity("operator_experience_years", arms, c => c.ExperienceYears),
            .. Levels("shift_utc", arms, c => c.StartedAt.UtcDateTime.Hour is >= 7 and < 19 ? "day" : "night"),
            Quantity("signal_to_noise_db", arms, c => c.SignalToNoiseDb), Quantity("recogniser_confidence", arms, c => c.Confidence),
            Quantity("lost_audio_share", arms, c => c.LostShare), Quantity("audio_s", arms, c => c.AudioS),
        ];
    }

    private static BaselineRow Quantity(string attribute, List<AnalysedCall>[] arms, Func<AnalysedCall, float> of)
    {
        var values = arms.Select(a => a.Select(of).Where(v => !float.IsNaN(v)).Order().ToArray()).ToArray();
        var cells = arms.Select((a, i) => new BaselineCell(values[i].Length, a.Count - values[i].Length,
            Sample.Quantile(values[i], 0.5), Sample.Quantile(values[i], 0.25), Sample.Quantile(values[i], 0.75), null));
        double? difference = null;
        if (values is [{ Length: > 1 } a, { Length: > 1 } b])
        {
            var spread = Math.Sqrt((Sample.Variance(a) + Sample.Variance(b)) / 2);
            difference = spread == 0 ? 0 : (b.Average() - a.Average()) / spread;
        }
        return new(attribute, null, [.. cells], difference);
    }

    private static IEnumerable<BaselineRow> Levels(string attribute, List<AnalysedCall>[] arms, Func<AnalysedCall, string?> of)
    {
        var known = arms.Select(a => a.Count(c => of(c) is not null)).ToArray();
        var levels = arms.SelectMany(a => a).Select(of).OfType<string>().GroupBy(l => l, StringComparer.Ordinal).OrderByDescending(g => g.Count()).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Take(MostLevels).Select(g => g.Key).Order(StringComparer.Ordinal);
        foreach (var level in levels)
        {
            var counts = arms.Select(a => a.Count(c => of(c) == level)).ToArray();
            double? difference = null;
            if (known is [> 0, > 0])
            {
                var (p, q) = ((double)counts[0] / known[0], (double)counts[1] / known[1]);
                var spread = Math.Sqrt((p * (1 - p) + q * (1 - q)) / 2);
                difference = spread == 0 ? 0 : (q - p) / spread;
            }
            yield return new(attribute, level, [.. arms.Select((a, i) => new BaselineCell(known[i], a.Count - known[i], null, null, null, counts[i]))], difference);
        }
    }
}

/// <summary>Figures of a sorted sample.</summary>
internal static class Sample
{
    /// <summary>Linear between order statistics (type 7); null of nothing.</summary>
    public static double? Quantile(IReadOnlyList<float> sorted, double at)
    {
        if (sorted.Count == 0)
            return null;
        var position = at * (sorted.Count - 1);
        var below = (int)position;
        return sorted[below] + (sorted[Math.Min(below + 1, sorted.Count - 1)] - sorted[below]) * (position - below);
    }

    public static double Variance(float[] values)
    {
        var mean = values.Average(v => (double)v);
        return values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
    }
}
