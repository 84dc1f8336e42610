using Triage.Core.Assessment;
using Triage.Core.Calls;

namespace Triage.Server.Dashboard.Following;

/// <summary>How well the appliance listens to a call, in the order of gravity.</summary>
public enum AnalysisState
{
    Working,

    /// <summary>Text or finals come later than usual.</summary>
    Slowed,

    /// <summary>Transcribed, but no suggestion is made.</summary>
    Suspended,

    /// <summary>Nothing is to be expected of it: the human is alone.</summary>
    Unavailable,
}

/// <summary>From the degradations of a call to one word.</summary>
internal static class AnalysisStates
{
    public static AnalysisState Of(IReadOnlyList<Degraded> active, AbstentionReason? reason)
    {
        var state = reason == AbstentionReason.ModelUnavailable ? AnalysisState.Unavailable : AnalysisState.Working;
        foreach (var degraded in active)
        {
            var one = Of(degraded.What);
            state = one > state ? one : state;
        }
        return state;
    }

    private static AnalysisState Of(string what) => what switch
    {
        "call" or "triage" or "recognition" => AnalysisState.Unavailable,
        "language" => AnalysisState.Suspended,
        "partials" or "partials_slower" or "partials_caller_only" or "partials_off" or "finals_late" => AnalysisState.Slowed,
        _ => AnalysisState.Working,
    };
}
