using Triage.TrialLog.Records;

namespace Triage.TrialLog.Reports.Figures;

/// <summary>One branch of the flow diagram.</summary>
/// <param name="Excluded">Reason of the protocol -> calls.</param>
/// <param name="WithReference">Analysed calls whose reference is agreed or by consensus.</param>
/// <param name="Vital">Of these the vital emergencies: the population of the primary outcome.</param>
public sealed record FlowBranch(
    string Arm, int Allocated, IReadOnlyDictionary<string, int> Excluded, int Analysed, int WithReference, int Vital,
    int NotAdjudicated, int OneJudge, int Discordant, int Contaminated, int WithoutPickUp, int WithoutAudio, int ClocksDisagree);

/// <summary>The CONSORT flow: every call is in it once.</summary>
/// <param name="Refused">Calls that admission refused, of <paramref name="Calls"/>.</param>
/// <param name="Unallocated">Calls without an arm: before the trial, or none of whose alerts was allocated.</param>
public sealed record TrialFlow(int Calls, int Refused, int Interrupted, int Unallocated, IReadOnlyList<FlowBranch> Branches)
{
    public static TrialFlow Of(IReadOnlyList<AnalysedCall> calls) => new(
        calls.Count,
        calls.Count(c => c.EndReason == "refused"),
        calls.Count(c => c.EndReason is "disconnected" or "shutdown" or "rejected" or "failed"),
        calls.Count(c => c.Arm is null),
        [.. Arms.Present(calls).Select(arm => Branch(arm, [.. calls.Where(c => c.Arm == arm)]))]);

    private static FlowBranch Branch(TrialArm? arm, List<AnalysedCall> calls)
    {
        var analysed = calls.Where(c => c.Analysed).ToList();
        return new(
            Arms.Code(arm), calls.Count, calls.Where(c => !c.Analysed).GroupBy(c => c.Exclusion!).OrderBy(g => g.Key, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Count()),
            analysed.Count, analysed.Count(c => c.Vital is not null), analysed.Count(c => c.Vital == true),
            analysed.Count(c => c.Reference == ReferenceState.None), analysed.Count(c => c.Reference == ReferenceState.OneJudge), analysed.Count(c => c.Reference == ReferenceState.Discordant),
            analysed.Count(c => c.Contamination is not null), analysed.Count(c => !c.Recognition.PickUpKnown), analysed.Count(c => c.AudioS <= 0), analysed.Count(c => c.Recognition.ClocksDisagree));
    }
}

/// <summary>The arms as reports name them.</summary>
public static class Arms
{
    /// <summary>Shadow and visible in a trial; the calls without an arm alone when none was allocated.</summary>
    public static IReadOnlyList<TrialArm?> Present(IReadOnlyList<AnalysedCall> calls) =>
        calls.Any(c => c.Arm is not null) ? [TrialArm.Shadow, TrialArm.Visible] : calls.Count == 0 ? [] : [null];

    public static string Code(TrialArm? arm) => arm switch { TrialArm.Shadow => "shadow", TrialArm.Visible => "visible", _ => "none" };
}
