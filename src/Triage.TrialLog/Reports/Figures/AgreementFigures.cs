using Triage.Core.Assessment;
using Triage.TrialLog.Records;
using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Reports.Figures;

/// <summary>Priorities of one judge against the reference.</summary>
/// <param name="Judge"><c>suggestion</c> (the last of the call), or <c>human_shadow</c>, <c>human_visible</c>, <c>human_none</c>: the last level a human stated, by arm.</param>
/// <param name="Matrix">Rows the reference, columns the judge: P0, P1, P2, P3, NR.</param>
/// <param name="UnderTriage">Less urgent than the reference.</param>
/// <param name="Kappa">Weighted by the square of the levels between.</param>
public sealed record PriorityAgreement(string Judge, int Calls, IReadOnlyList<IReadOnlyList<long>> Matrix, Estimate? Exact, Estimate? UnderTriage, Estimate? OverTriage, Estimate? Kappa);

/// <summary>Agreement: of suggestions and humans with the reference, and of the two adjudicators.</summary>
/// <param name="AdjudicatorsVital">Cohen's kappa of the two on vital or not.</param>
/// <param name="AdjudicatorsPriority">Their quadratic kappa on priorities.</param>
public sealed record AgreementFigures(
    IReadOnlyList<PriorityAgreement> Judges, int DoublyJudged, Estimate? AdjudicatorsVital, Estimate? AdjudicatorsExact, Estimate? AdjudicatorsPriority, int Consensus)
{
    public static AgreementFigures Of(IReadOnlyList<AnalysedCall> analysed)
    {
        var judges = new List<PriorityAgreement> { Against("suggestion", analysed, c => c.Suggested) };
        foreach (var arm in (TrialArm?[])[TrialArm.Shadow, TrialArm.Visible, null])
            if (analysed.Any(c => c.Arm == arm && c.Decided is not null))
                judges.Add(Against($"human_{Arms.Code(arm)}", [.. analysed.Where(c => c.Arm == arm)], c => c.Decided));
        var (vital, priorities) = (new long[2, 2], new long[5, 5]);
        var both = analysed.Where(c => c.FirstVital is not null && c.SecondVital is not null).ToList();
        foreach (var call in both)
        {
            vital[call.FirstVital == true ? 0 : 1, call.SecondVital == true ? 0 : 1]++;
            if (call.FirstPriority is { } a && call.SecondPriority is { } b)
                priorities[(int)a, (int)b]++;
        }
        return new(
            judges, both.Count, WeightedKappa.Of(vital, KappaWeights.None), Proportion.Of(both.Count(c => c.FirstVital == c.SecondVital), both.Count),
            WeightedKappa.Of(priorities, KappaWeights.Quadratic), analysed.Count(c => c.Reference == ReferenceState.Consensus));
    }

    private static PriorityAgreement Against(string judge, IReadOnlyList<AnalysedCall> calls, Func<AnalysedCall, Priority?> of)
    {
        var table = new long[5, 5];
        long exact = 0, under = 0, over = 0;
        foreach (var call in calls)
            if (call.TruePriority is { } truth && of(call) is { } said)
            {
                table[(int)truth, (int)said]++;
                _ = said == truth ? exact++ : said > truth ? under++ : over++;
            }
        var n = exact + under + over;
        return new(
            judge, (int)n, [.. Enumerable.Range(0, 5).Select(i => (IReadOnlyList<long>)[.. Enumerable.Range(0, 5).Select(j => table[i, j])])],
            Proportion.Of(exact, n), Proportion.Of(under, n), Proportion.Of(over, n), WeightedKappa.Of(table, KappaWeights.Quadratic));
    }
}
