using Triage.Core.Assessment;
using Triage.Core.Calls;

namespace Triage.Server.Benchmarks;

/// <summary>An assessor that notes the milliseconds of each turn; operators' turns, which only ask, are not noted.</summary>
internal sealed class TimedAssessor(ICallAssessor assessor, TimeProvider time, List<double> values) : ICallAssessor
{
    public Suggestion Add(SpokenTurn turn)
    {
        var start = time.GetTimestamp();
        var suggestion = assessor.Add(turn);
        if (turn.Channel != CallChannel.Operator)
            values.Add(time.GetElapsedTime(start).TotalMilliseconds);
        return suggestion;
    }

    public void MarkOtherLanguage() => assessor.MarkOtherLanguage();

    public void Dispose() => assessor.Dispose();
}
