using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Training.Heads;

namespace Triage.Training.Tests.Evaluation;

/// <summary>Labelled calls and suggestions written by hand.</summary>
internal static class Judged
{
    /// <summary>A call of ten words in one turn of 10 s, with a finding quoted from it.</summary>
    public static LabelledCall Call(string id, Priority priority, Priority[]? acceptable = null, string motive = "M01.01", params (string Code, FindingStatus Status)[] findings) => new(
        id, priority, [.. (acceptable ?? []).Append(priority).Distinct().Order()], motive, [motive], null,
        [.. findings.Select(f => new LabelledFinding(f.Code, f.Status) { Turn = 3, Quote = "six sept" })],
        [new LabelledTurn(CallChannel.Caller, "alpha bravo charlie delta echo foxtrot six sept golf hotel", 20, 30) { Number = 3 }]);

    /// <param name="p0">The model's probability of P0 at the end; the rest goes to the suggested level, or to P1.</param>
    public static CallPrediction Said(LabelledCall call, Priority priority, double p0 = 0, bool rule = false, double? at = null, string motive = "M01.01", params (string Code, FindingStatus Status)[] findings)
    {
        var distribution = new double[5];
        distribution[0] = p0;
        distribution[priority == Priority.P0 ? 1 : (int)priority] += 1 - p0;
        return new CallPrediction(call, priority, distribution, rule ? "regle" : null, priority, CareLevel.R1, [new MotiveReading(motive, "", 1)],
            [.. findings.Select(f => new Finding(f.Code, f.Status, 1, []))], AbstentionReason.None)
        {
            FirstP0S = at, Peak = new AlertPeak(p0, rule), RuleHolds = rule,
        };
    }
}
