using Triage.Core.Assessment;
using Triage.Core.Scheduling;

namespace Triage.Core.Calls;

/// <summary>Feeds a call's finals to its assessor, one job at a time and in order, and emits the suggestions. Runs on the call's loop.</summary>
internal sealed class AssessmentQueue(CallContext call, ICallAssessor assessor, Action<Job> jobDone) : IDisposable
{
    private readonly Queue<(SpokenTurn Turn, long FinalAt)> _waiting = new();
    private bool _running;

    public void Add(FinalTranscript final)
    {
        _waiting.Enqueue((new SpokenTurn(final.Channel, final.StartS, final.EndS, final.Words), call.Clock.GetTimestamp()));
        SubmitNext();
    }

    public void MarkOtherLanguage() => assessor.MarkOtherLanguage();

    public void Complete(AssessmentJob job)
    {
        _running = false;
        if (job is { Outcome: JobOutcome.Completed, Suggestion: { } suggestion })
            call.Emit(new SuggestionMade(job.Turn.EndS, suggestion, call.ElapsedMs(job.FinalAt, call.Clock.GetTimestamp())));
        else if (job.Outcome == JobOutcome.Failed)
            call.Emit(new Degraded("triage", "L'analyse d'une phrase a échoué ; la transcription continue.", true));
        SubmitNext();
    }

    public void Dispose() => assessor.Dispose();

    private void SubmitNext()
    {
        if (_running || !_waiting.TryDequeue(out var next))
            return;
        _running = true;
        call.Submit(new AssessmentJob(call, assessor, next.Turn, next.FinalAt, Deadline.After(call.Clock, call.Budgets.Assessment), jobDone));
    }
}
