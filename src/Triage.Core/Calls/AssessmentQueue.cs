using System.Diagnostics;
using Triage.Core.Assessment;
using Triage.Core.Scheduling;

namespace Triage.Core.Calls;

/// <summary>Feeds a call's finals to its assessor, one job at a time and in order, and emits the suggestions. Runs on the call's loop.</summary>
internal sealed class AssessmentQueue(CallContext call, ICallAssessor assessor, Action<Job> jobDone) : IDisposable
{
    private readonly Queue<(SpokenTurn Turn, long FinalAt, ActivityContext Trace)> _waiting = new();
    private AssessmentJob? _running;
    private ActivityContext _trace;
    private bool _otherLanguage;

    /// <param name="trace">Span of the utterance, default when it has none.</param>
    public void Add(FinalTranscript final, ActivityContext trace)
    {
        _waiting.Enqueue((new SpokenTurn(final.Channel, final.StartS, final.EndS, final.Words), call.Clock.GetTimestamp(), trace));
        SubmitNext();
    }

    /// <summary>From the next turn on; a turn being assessed has the assessor for itself.</summary>
    public void MarkOtherLanguage() => _otherLanguage = true;

    public void Complete(AssessmentJob job)
    {
        _running = null;
        call.Appliance.Tracing.Assessed(_trace, job.Outcome, job.Turn.Channel, call.Clock, job.FinalAt);
        if (job is { Outcome: JobOutcome.Completed, Suggestion: { } suggestion })
            call.Emit(new SuggestionMade(job.Turn.EndS, suggestion, call.ElapsedMs(job.FinalAt, call.Clock.GetTimestamp())));
        else if (job.Outcome == JobOutcome.Failed)
            call.Emit(new Degraded("triage", "L'analyse d'une phrase a échoué ; la transcription continue.", true));
        SubmitNext();
    }

    /// <summary>Takes back what waits and what runs; the job under way still comes back as over.</summary>
    public void Withdraw()
    {
        _waiting.Clear();
        if (_running is { } job)
            call.Appliance.Scheduler.Cancel(job);
    }

    /// <summary>Only while no job is under way.</summary>
    public void Dispose() => assessor.Dispose();

    private void SubmitNext()
    {
        if (_running is not null || !_waiting.TryDequeue(out var next))
            return;
        if (_otherLanguage)
            assessor.MarkOtherLanguage();
        _trace = next.Trace;
        _running = new AssessmentJob(call, assessor, next.Turn, next.FinalAt, call.Within(call.Budgets.Assessment), jobDone)
        {
            Background = call.Pacing == CallPacing.Recorded,
        };
        call.Submit(_running);
    }
}
