using Triage.Core.Scheduling;

namespace Triage.Core.Calls;

/// <summary>
/// Which of a channel's due partials are asked for on a step of the ladder, and how long each may take. After a drop the next one
/// keeps its place in the order but may be late: deadlines alone starve long utterances, whose work no longer fits when their turn
/// comes. So under any load a channel's turn comes. Owned by the call's loop.
/// </summary>
internal sealed class PartialPolicy(CallChannel channel, TimeSpan interval)
{
    /// <summary>Intervals of grace at most, one more a drop; then a partial is 2.4 s old at worst.</summary>
    private const int MostGrace = 3;

    private int _due;
    private int _drops;

    public bool IsCaller => channel != CallChannel.Operator;

    /// <summary>One more partial is due at the full rate; is it asked for?</summary>
    public bool Serves(LoadStep step)
    {
        _due++;
        return step switch
        {
            LoadStep.Full => true,
            LoadStep.SlowerPartials => _due % 2 == 0,
            LoadStep.CallerPartialsOnly => IsCaller && _due % 2 == 0,
            _ => false,
        };
    }

    /// <summary>Time until the result is worthless: the next one is due then.</summary>
    public TimeSpan Within(LoadStep step) => interval * (step == LoadStep.Full ? 1 : 2);

    /// <summary>How late the next partial may be.</summary>
    public TimeSpan Grace => interval * Math.Min(_drops, MostGrace);

    public void Completed(JobOutcome outcome)
    {
        if (outcome == JobOutcome.Dropped)
            _drops++;
        else if (outcome == JobOutcome.Completed)
            _drops = 0;
    }
}
