namespace Triage.Core.Scheduling;

/// <summary>
/// Steps of announced degradation, one at a time, up when the present step cannot be served, down when the step below could be
/// again for a while. Pure: fed with looks at the load, on any clock.
/// </summary>
public sealed class OverloadLadder(LadderOptions options, TimeProvider clock)
{
    private long _quietSince = clock.GetTimestamp();
    private int _lateLooks;

    public LoadStep Step { get; private set; }

    /// <returns>The step from now on.</returns>
    public LoadStep Observe(LoadSample load)
    {
        _lateLooks = load.LateFinals > 0 ? _lateLooks + 1 : 0;
        if (MustRise(load))
        {
            if (Step < LoadStep.CallsRefused)
                Step++;
            (_quietSince, _lateLooks) = (clock.GetTimestamp(), 0);
        }
        else if (Step == LoadStep.Full || !CanFall(load))
            _quietSince = clock.GetTimestamp();
        else if (clock.GetElapsedTime(_quietSince) >= options.DownAfter)
        {
            Step--;
            _quietSince = clock.GetTimestamp();
        }
        return Step;
    }

    /// <summary>Beyond "no partials" nothing can be taken away any more: there only finals that are late in fact count.</summary>
    private bool MustRise(LoadSample load) =>
        _lateLooks >= options.LateLooks
        || (Step < LoadStep.NoPartials && (load.UtilisationAt(Step) > options.UpAbove
            // Drops without demand are a stall of the machine, not load.
            || (load.DroppedShare > options.DropsAbove && load.UtilisationAt(Step) > options.DownBelow)));

    private bool CanFall(LoadSample load) =>
        load.LateFinals == 0 && load.UtilisationAt(Step - 1) < options.DownBelow && load.DroppedShare < options.DropsAbove / 2;
}
