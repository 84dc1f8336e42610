using Triage.Core.Scheduling;

namespace Triage.Core.Calls;

/// <summary>Which calls are let in. Utilisation is demanded lane seconds per lane second at full service.</summary>
public sealed record AdmissionOptions
{
    /// <summary>Calls that may run at once, whatever the load; from the hardware profile or the site.</summary>
    public int MaxCalls { get; init; } = 12;

    /// <summary>Predicted utilisation above which a call is refused. Room is left for what a queue needs to keep its deadlines.</summary>
    public double MaxUtilisation { get; init; } = 0.9;

    /// <summary>The last step of the ladder refuses calls. False only where a benchmark looks beyond it.</summary>
    public bool MayRefuse { get; init; } = true;

    /// <summary>
    /// Lane seconds per second that a call is expected to ask for until it has been heard. Default: sample calls on the reference
    /// host of <see cref="CostTable.Reference"/>.
    /// </summary>
    public double CallDemand { get; init; } = 0.1;

    /// <summary>A call younger than this is counted with what is expected of it: its speech is not in the measured load yet.</summary>
    public TimeSpan Settling { get; init; } = TimeSpan.FromSeconds(10);
}

/// <summary>Lets a call in when the machine can be expected to keep every call's bounds with it. Pure.</summary>
public static class Admission
{
    /// <param name="running">Calls with a source.</param>
    /// <param name="young">Of these, calls younger than <see cref="AdmissionOptions.Settling"/>.</param>
    /// <returns>Why one more call is refused, in English, or null.</returns>
    public static string? Refusal(AdmissionOptions options, int running, int young, LoadStep step, LoadSample load)
    {
        if (running >= options.MaxCalls)
            return $"{options.MaxCalls} calls are running and each keeps its bounds; try another node or later";
        if (step == LoadStep.CallsRefused && options.MayRefuse)
            return "the appliance is overloaded and late; running calls come first, try another node or later";
        var predicted = load.UtilisationAt(LoadStep.Full) + (young + 1) * options.CallDemand / load.Lanes;
        return predicted > options.MaxUtilisation
            ? FormattableString.Invariant($"one more call is predicted to take {predicted:P0} of the lanes, {options.MaxUtilisation:P0} are allowed; running calls come first, try another node or later")
            : null;
    }
}
