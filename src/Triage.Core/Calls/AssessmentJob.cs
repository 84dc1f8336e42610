using Triage.Core.Assessment;
using Triage.Core.Scheduling;

namespace Triage.Core.Calls;

/// <summary>Lets the call's assessor take one more turn; one at a time per call, because the assessor has one owner.</summary>
internal sealed class AssessmentJob(CallContext call, ICallAssessor assessor, SpokenTurn turn, long finalAt, Deadline deadline, Action<Job> done)
    : Job(JobKind.Assessment, call.CallId, deadline)
{
    public SpokenTurn Turn { get; } = turn;

    /// <summary>Clock when the final was emitted.</summary>
    public long FinalAt { get; } = finalAt;

    public Suggestion? Suggestion { get; private set; }

    public JobOutcome Outcome { get; private set; }

    protected internal override StepShape Next => new(StepKind.Assess, 1);

    protected internal override double RemainingMs(CostModel costs) => costs.MillisecondsOf(Next);

    protected internal override bool Step(ILane lane)
    {
        Suggestion = assessor.Add(Turn);
        return true;
    }

    protected internal override void Finish(JobOutcome outcome)
    {
        Outcome = outcome;
        done(this);
    }
}
