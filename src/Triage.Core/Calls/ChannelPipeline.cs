using System.Diagnostics;
using Triage.Core.Scheduling;
using Triage.Core.Speech;
using Triage.Core.Telemetry;

namespace Triage.Core.Calls;

/// <summary>
/// One channel of a call: turns what its ear decides into recognition jobs, and their results into partials and finals.
/// At most one partial is out at a time (a newer one replaces it); the final is begun in the pause before the endpoint and
/// adopted when no speech comes in between. Runs on the call's loop; lanes only hand results back to it.
/// </summary>
internal sealed class ChannelPipeline : IDisposable
{
    /// <summary>No piece shorter than this is cut off an utterance, in seconds.</summary>
    private const double MinCutS = 3;

    /// <summary>Voice activity may notice an onset this late; no word starts earlier than that before it.</summary>
    private const double OnsetS = 0.1;

    private readonly CallContext _call;
    private readonly CallChannel _channel;
    private readonly ListeningChannel _ear;
    private readonly Action<Job> _jobDone;
    private readonly Action<FinalTranscript, RecognitionResult?, ActivityContext> _onFinal;
    private readonly Queue<PendingFinal> _finals = new();
    private RecognitionJob? _partial, _speculation;
    private RecognitionJob? _latest;

    /// <param name="jobDone">Called on a lane's thread: must bring the job back to the loop, which then calls <see cref="Complete"/>.</param>
    /// <param name="onFinal">Called on the loop for each final, in order.</param>
    public ChannelPipeline(CallContext call, CallChannel channel, ISpeechActivityModel activity, Action<Job> jobDone,
        Action<FinalTranscript, RecognitionResult?, ActivityContext> onFinal)
    {
        (_call, _channel, _jobDone, _onFinal) = (call, channel, jobDone, onFinal);
        _ear = new ListeningChannel(call.Speech, activity, call.Appliance.Vocabulary, call.Appliance.MelBins) { PartialEveryMs = call.Speech.PartialEveryMs };
    }

    public CallChannel Channel => _channel;

    /// <summary>Finals that are decided but not delivered.</summary>
    public int PendingFinals => _finals.Count;

    /// <summary>Takes one 32 ms frame at the activity model's rate and at 16 kHz.</summary>
    /// <param name="arrival">Clock when its audio arrived.</param>
    public void Push(ReadOnlySpan<float> activityFrame, ReadOnlySpan<float> frame, long arrival)
    {
        switch (_ear.Push(activityFrame, frame, arrival))
        {
            case EndpointDecision.Confirmed:
                _call.Emit(new SpeechStarted(_channel, _ear.Current!.SpeechStartS));
                break;
            case EndpointDecision.Pause:
                Withdraw(ref _partial);
                _speculation = Submit(JobKind.Final, _ear.Current!, _ear.HeardSample, arrival, UntilEndpoint + _call.Budgets.Final);
                break;
            case EndpointDecision.Resumed:
                Withdraw(ref _speculation);
                break;
            case EndpointDecision.Closed:
                Close(_ear.Take(), arrival);
                break;
        }
        if (_ear.TooLong)
            Cut(arrival);
        else if (_ear.PartialDue)
            RequestPartial(arrival);
    }

    /// <summary>The source fell silent or ended: decides what is being said as if silence had come.</summary>
    public void CloseNow()
    {
        if (_ear.CloseNow() is { } utterance)
            Close(utterance, _call.Clock.GetTimestamp());
        else
            Withdraw(ref _partial);
    }

    /// <summary>A job of this channel is over; called on the loop.</summary>
    public void Complete(RecognitionJob job)
    {
        job.Seen = true;
        if (_finals.FirstOrDefault(f => f.Job == job) is { } pending)
            CompleteFinal(pending);
        else if (job.Outcome == JobOutcome.Completed)
            CompleteHypothesis(job);
        if (job.Kind == JobKind.Partial && (job.Outcome == JobOutcome.Cancelled || job != _partial))
            _call.Appliance.Metrics.PartialNotEmitted(PartialFate.Replaced);
        if (_partial == job)
            _partial = null;
        DeliverFinals();
    }

    /// <summary>Withdraws everything; what still runs ends unheard.</summary>
    public void Dispose()
    {
        Withdraw(ref _partial);
        Withdraw(ref _speculation);
        foreach (var final in _finals)
            _call.Appliance.Scheduler.Cancel(final.Job);
        _finals.Clear();
        _ear.Dispose();
    }

    private TimeSpan UntilEndpoint => TimeSpan.FromMilliseconds(_call.Speech.CloseAfterMs - _call.Speech.SpeculateAfterMs);

    private void RequestPartial(long arrival)
    {
        if (_partial is not null && !_call.Appliance.Scheduler.CancelWaiting(_partial))
            return; // It runs already: a later frame asks again, with newer audio.
        _ear.MarkPartial();
        _partial = Submit(JobKind.Partial, _ear.Current!, _ear.HeardSample, arrival, TimeSpan.FromMilliseconds(_ear.PartialEveryMs));
    }

    private RecognitionJob Submit(JobKind kind, Utterance utterance, long endSample, long arrival, TimeSpan within, bool fullWindow = false)
    {
        var job = new RecognitionJob(kind, _call, utterance, _channel, endSample, fullWindow, arrival, Deadline.After(_call.Clock, within), _jobDone);
        _call.Submit(job);
        return job;
    }

    private void Withdraw(ref RecognitionJob? job)
    {
        if (job is { Seen: false })
            _call.Appliance.Scheduler.Cancel(job);
        job = null;
    }

    private void CompleteHypothesis(RecognitionJob job)
    {
        if (job != _partial && job != _speculation)
            return;
        var agreement = job.Utterance.Agreement;
        agreement.Observe(job.Result!.Tokens);
        _latest = job;
        if (job.Kind != JobKind.Partial)
            return;
        var text = Text(job.Result.Tokens);
        if (text.Length > 0)
            _call.Emit(new PartialTranscript(_channel, job.Utterance.Number, job.Utterance.SpeechStartS,
                job.EndSample / (double)Utterance.SampleRateHz, Text(agreement.Committed), text, _call.ElapsedMs(job.Arrival, job.FinishedAt)));
    }

    private void Close(Utterance utterance, long arrival)
    {
        Withdraw(ref _partial);
        var job = _speculation ?? Submit(JobKind.Final, utterance, utterance.EndSample, arrival, _call.Budgets.Final);
        Await(utterance, job);
        _speculation = null;
    }

    /// <summary>Ends an utterance that is too long behind its committed words, or at its quietest point when none is committed.</summary>
    private void Cut(long arrival)
    {
        Withdraw(ref _partial);
        Withdraw(ref _speculation);
        var utterance = _ear.Current!;
        var committed = utterance.Agreement.Committed.Count;
        var sample = _ear.QuietestSample();
        if (committed > 0 && _latest is { Result: { } result } latest && latest.Utterance == utterance)
        {
            var behind = WordTimings.StartOf(committed, result, latest.AudioS);
            if (behind >= MinCutS)
                sample = utterance.StartSample + (long)(behind * Utterance.SampleRateHz);
        }
        _ear.Cut(Math.Clamp(sample, utterance.StartSample + 1, utterance.EndSample));
        Await(utterance, Submit(JobKind.Final, utterance, utterance.SpeechEndSample, arrival, _call.Budgets.Final));
    }

    private void Await(Utterance utterance, RecognitionJob job)
    {
        _finals.Enqueue(new PendingFinal(utterance, job, _call.Clock.GetTimestamp()));
        if (!job.Seen)
            return;
        CompleteFinal(_finals.Last());
        DeliverFinals();
    }

    private void CompleteFinal(PendingFinal pending)
    {
        var (utterance, job) = (pending.Utterance, pending.Job);
        if (job is { Outcome: JobOutcome.Completed, Result.Looped: true, FullWindow: false })
        {
            // A loop on a short window usually ends in the full one: one retry, finals only.
            pending.Job = Submit(JobKind.Final, utterance, job.EndSample, job.Arrival, _call.Budgets.Final, fullWindow: true);
            return;
        }
        if (job.Outcome == JobOutcome.Failed)
            _call.Emit(new Degraded("recognition", "La reconnaissance d'une phrase a échoué ; l'appel continue.", true));
        var tokens = job.Outcome == JobOutcome.Completed ? job.Result! : null;
        var doubt = tokens is null || tokens.Looped || MeanLogProbability(tokens) < _call.Speech.DoubtLogProbability;
        if (tokens is { NoSpeechProbability: { } noSpeech } && noSpeech > _call.Speech.NoSpeechProbability && doubt)
            tokens = null;
        var words = tokens is null ? [] : WordTimings.Of(tokens, _call.Appliance.Vocabulary, utterance.StartS, job.AudioS, utterance.SpeechStartS - OnsetS);
        var started = Math.Max(job.StartedAt, pending.ClosedAt);
        pending.Outcome = job.Result;
        pending.Ready = new FinalTranscript(_channel, utterance.Number, utterance.SpeechStartS, utterance.SpeechEndS,
            tokens is null ? Text(utterance.Agreement.Committed) : Text(tokens.Tokens), words, doubt,
            new FinalLatency(
                _call.ElapsedMs(utterance.SpeechEndArrival, pending.ClosedAt),
                Math.Max(0, _call.ElapsedMs(pending.ClosedAt, started)),
                Math.Max(0, _call.ElapsedMs(started, job.FinishedAt))));
    }

    private void DeliverFinals()
    {
        while (_finals.TryPeek(out var head) && head.Ready is { } final)
        {
            _finals.Dequeue();
            _call.Emit(final);
            _onFinal(final, head.Outcome, _call.Appliance.Tracing.Decided(_call.Clock, head.Trace(final)));
            if (_latest?.Utterance == head.Utterance)
                _latest = null;
            _ear.Release(head.Utterance);
        }
    }

    private static float MeanLogProbability(RecognitionResult result) =>
        result.Tokens.Count == 0 ? 0 : result.Tokens.Average(t => t.LogProbability);

    private string Text(IEnumerable<RecognizedToken> tokens) => _call.Appliance.Vocabulary.Decode(tokens.Select(t => t.Id)).Trim();

    /// <summary>An utterance that is over and whose text is not there yet.</summary>
    private sealed class PendingFinal(Utterance utterance, RecognitionJob job, long closedAt)
    {
        public Utterance Utterance { get; } = utterance;

        public RecognitionJob Job { get; set; } = job;

        public long ClosedAt { get; } = closedAt;

        public RecognitionResult? Outcome { get; set; }

        public FinalTranscript? Ready { get; set; }

        public UtteranceTimes Trace(FinalTranscript final) => new(final.Channel, Utterance.Number, Utterance.SpeechEndS - Utterance.SpeechStartS,
            Utterance.SpeechEndArrival, ClosedAt, Math.Max(Job.StartedAt, ClosedAt), Math.Max(Job.FinishedAt, ClosedAt), Job.WindowS, Outcome?.Tokens.Count ?? 0,
            Job.Outcome, final.LowConfidence);
    }
}
