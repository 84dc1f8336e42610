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

    /// <summary>Finals of a channel whose audio waits in memory, 3 MB each; what comes behind them waits on disk.</summary>
    private const int FinalsInMemory = 4;

    private readonly CallContext _call;
    private readonly CallChannel _channel;
    private readonly ListeningChannel _ear;
    private readonly Action<Job> _jobDone;
    private readonly Action<FinalTranscript, RecognitionResult?, ActivityContext> _onFinal;
    private readonly Queue<PendingFinal> _finals = new();
    private RecognitionJob? _partial, _speculation;
    private RecognitionJob? _latest;
    private readonly PartialPolicy _policy;
    private bool _spoolFails;

    /// <param name="jobDone">Called on a lane's thread: must bring the job back to the loop, which then calls <see cref="Complete"/>.</param>
    /// <param name="onFinal">Called on the loop for each final, in order.</param>
    public ChannelPipeline(CallContext call, CallChannel channel, ISpeechActivityModel activity, Action<Job> jobDone,
        Action<FinalTranscript, RecognitionResult?, ActivityContext> onFinal)
    {
        (_call, _channel, _jobDone, _onFinal) = (call, channel, jobDone, onFinal);
        _ear = new ListeningChannel(call.Speech, activity, call.Appliance.Vocabulary, call.Appliance.MelBins, call.Appliance.Listening);
        _policy = new PartialPolicy(channel, TimeSpan.FromMilliseconds(call.Speech.PartialEveryMs));
    }

    public CallChannel Channel => _channel;

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
                if (!IsBehind)
                    _speculation = Submit(JobKind.Final, _ear.Current!, _ear.HeardSample, arrival, _call.Within(UntilEndpoint + _call.Budgets.Final));
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
        if (PendingOf(job) is { } pending)
            CompleteFinal(pending);
        else if (job.Outcome == JobOutcome.Completed)
            CompleteHypothesis(job);
        if (job is { Kind: JobKind.Partial, Outcome: JobOutcome.Dropped })
            _call.Appliance.Metrics.PartialNotEmitted(PartialFate.Dropped);
        else if (job.Kind == JobKind.Partial && (job.Outcome == JobOutcome.Cancelled || job != _partial))
            _call.Appliance.Metrics.PartialNotEmitted(PartialFate.Replaced);
        if (_partial == job)
        {
            _partial = null;
            _policy.Completed(job.Outcome);
        }
        DeliverFinals();
    }

    /// <summary>Withdraws everything; what still runs ends unheard.</summary>
    public void Dispose()
    {
        Withdraw(ref _partial);
        Withdraw(ref _speculation);
        foreach (var final in _finals)
        {
            if (final.Job is { } job)
                _call.Appliance.Scheduler.Cancel(job);
            final.Spooled?.Dispose();
        }
        _finals.Clear();
        _ear.Dispose();
    }

    private TimeSpan UntilEndpoint => TimeSpan.FromMilliseconds(_call.Speech.CloseAfterMs - _call.Speech.SpeculateAfterMs);

    private void RequestPartial(long arrival)
    {
        // Newer audio takes the place in the queue of what it replaces, or a busy channel would always stand at the end.
        var inherited = _partial?.Deadline;
        if (_partial is not null && !_call.Appliance.Scheduler.CancelWaiting(_partial))
            return; // It runs already: a later frame asks again, with newer audio.
        _partial = null;
        _ear.MarkPartial();
        Meter();
        var step = _call.LoadStep;
        if (!_policy.Serves(step))
            return;
        var deadline = _call.Within(_policy.Within(step));
        if (inherited is { } earlier && earlier < deadline)
            deadline = earlier;
        _partial = Submit(JobKind.Partial, _ear.Current!, _ear.HeardSample, arrival, deadline, grace: _policy.Grace);
    }

    /// <summary>The ladder and admission look at what full service would take, also while less is served.</summary>
    private void Meter()
    {
        if (_call.Pacing == CallPacing.Recorded)
            return;
        var utterance = _ear.Current!;
        var window = SpeechOptions.WindowFor(utterance.LengthS, _call.Appliance.WindowsS, _call.Speech.WindowTailS);
        var tokens = RecognitionJob.FirstTokens(utterance.Agreement.Committed.Count, utterance.Agreement.Draft.Count);
        var scheduler = _call.Appliance.Scheduler;
        scheduler.Load.Wanted(_policy.IsCaller, scheduler.EstimateMs(JobKind.Partial, window, tokens));
    }

    private RecognitionJob Submit(JobKind kind, Utterance utterance, long endSample, long arrival, Deadline deadline, bool fullWindow = false, TimeSpan grace = default)
    {
        var job = new RecognitionJob(kind, _call, utterance, _channel, endSample, fullWindow, arrival, deadline, _jobDone) { Grace = grace };
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
        if (_latest != job)
            _latest?.Result?.ReleaseAlignment(); // Only the newest is asked for times, when its utterance is cut.
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
        Decide(utterance, _speculation, utterance.EndSample, arrival);
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
        Decide(utterance, null, utterance.SpeechEndSample, arrival);
    }

    /// <summary>The utterance is over: its final is due.</summary>
    /// <param name="begun">The recognition that was begun in the pause, if it covers all of it.</param>
    private void Decide(Utterance utterance, RecognitionJob? begun, long endSample, long arrival)
    {
        var pending = new PendingFinal(utterance.Note, endSample, _call.Clock.GetTimestamp()) { Utterance = utterance, Job = begun };
        _finals.Enqueue(pending);
        if (begun is null && !(IsBehind && TrySpool(pending)))
            pending.Job = Submit(JobKind.Final, utterance, endSample, arrival, _call.Within(_call.Budgets.Final));
        if (begun is not { Seen: true })
            return;
        CompleteFinal(pending);
        DeliverFinals();
    }

    /// <summary>As many finals wait for the lanes as a channel keeps in memory.</summary>
    private bool IsBehind
    {
        get
        {
            var waiting = 0;
            foreach (var final in _finals)
                if (final.Job is { Seen: false })
                    waiting++;
            return waiting >= FinalsInMemory;
        }
    }

    private bool TrySpool(PendingFinal pending)
    {
        if (_call.Appliance.Spool is not { } spool)
            return false;
        pending.Spooled = spool.TryWrite(pending.Utterance!.Samples);
        if (pending.Spooled is null != _spoolFails)
        {
            _spoolFails = !_spoolFails;
            _call.Emit(new Degraded("spool", _spoolFails
                ? "Le disque d'attente est plein ou en panne : l'audio en attente reste en mémoire, rien n'est perdu."
                : "Le disque d'attente fonctionne de nouveau.", _spoolFails));
        }
        if (pending.Spooled is null)
            return false;
        GiveBack(pending);
        return true;
    }

    /// <summary>Takes audio back from the disk while there is room in memory, oldest first.</summary>
    private void Unspool()
    {
        while (!IsBehind && _finals.FirstOrDefault(f => f.Spooled is not null) is { } pending)
        {
            using var spooled = pending.Spooled!;
            pending.Spooled = null;
            try
            {
                pending.Utterance = _ear.Restore(pending.Note, spooled.Read());
                pending.Job = Submit(JobKind.Final, pending.Utterance, pending.EndSample, pending.ClosedAt, _call.Within(TimeSpan.Zero));
            }
            catch (InvalidDataException)
            {
                _call.Emit(new Degraded("spool", "L'audio d'une phrase en attente n'a pas pu être relu : sa transcription est incomplète.", true));
                pending.Ready = Transcript(pending, null, doubt: true, [], _call.Clock.GetTimestamp(), _call.Clock.GetTimestamp());
            }
        }
    }

    private PendingFinal? PendingOf(RecognitionJob job)
    {
        foreach (var final in _finals)
            if (final.Job == job)
                return final;
        return null;
    }

    private void CompleteFinal(PendingFinal pending)
    {
        var job = pending.Job!;
        if (job is { Outcome: JobOutcome.Completed, Result.Looped: true, FullWindow: false })
        {
            // A loop on a short window usually ends in the full one: one retry, finals only.
            pending.Job = Submit(JobKind.Final, job.Utterance, job.EndSample, job.Arrival, _call.Within(_call.Budgets.Final), fullWindow: true);
            return;
        }
        if (job.Outcome == JobOutcome.Failed)
            _call.Emit(new Degraded("recognition", "La reconnaissance d'une phrase a échoué ; l'appel continue.", true));
        var tokens = job.Outcome == JobOutcome.Completed ? job.Result! : null;
        var doubt = tokens is null || tokens.Looped || MeanLogProbability(tokens) < _call.Speech.DoubtLogProbability;
        if (tokens is { NoSpeechProbability: { } noSpeech } && noSpeech > _call.Speech.NoSpeechProbability && doubt)
            tokens = null;
        var note = pending.Note;
        var words = tokens is null ? [] : WordTimings.Of(tokens, _call.Appliance.Vocabulary, note.StartS, job.AudioS, note.SpeechStartS - OnsetS);
        job.Result?.ReleaseAlignment();
        pending.Outcome = job.Result;
        pending.Ready = Transcript(pending, tokens, doubt, words, Math.Max(job.StartedAt, pending.ClosedAt), job.FinishedAt);
    }

    private FinalTranscript Transcript(PendingFinal pending, RecognitionResult? tokens, bool doubt, IReadOnlyList<RecognizedWord> words, long started, long finished)
    {
        var note = pending.Note;
        return new FinalTranscript(_channel, note.Number, note.SpeechStartS, note.SpeechEndS,
            Text(tokens is null ? note.Agreement.Committed : tokens.Tokens), words, doubt,
            new FinalLatency(
                _call.ElapsedMs(note.SpeechEndArrival, pending.ClosedAt),
                Math.Max(0, _call.ElapsedMs(pending.ClosedAt, started)),
                Math.Max(0, _call.ElapsedMs(started, finished))));
    }

    private void DeliverFinals()
    {
        Unspool();
        while (_finals.TryPeek(out var head) && head.Ready is { } final)
        {
            _finals.Dequeue();
            _call.Emit(final);
            _onFinal(final, head.Outcome, _call.Appliance.Tracing.Decided(_call.Clock, head.Trace(final)));
            GiveBack(head);
        }
    }

    /// <summary>Its audio and features go back to the channel's pool.</summary>
    private void GiveBack(PendingFinal pending)
    {
        if (pending.Utterance is not { } utterance)
            return;
        pending.Utterance = null;
        if (_latest?.Utterance == utterance)
            _latest = null;
        _ear.Release(utterance);
    }

    private static float MeanLogProbability(RecognitionResult result) =>
        result.Tokens.Count == 0 ? 0 : result.Tokens.Average(t => t.LogProbability);

    private string Text(IReadOnlyList<RecognizedToken> tokens) => _call.Appliance.Vocabulary.Text(tokens, 0, tokens.Count);
}
