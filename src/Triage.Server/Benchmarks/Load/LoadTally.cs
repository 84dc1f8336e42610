namespace Triage.Server.Benchmarks.Load;

/// <summary>
/// Adds up what the clients saw in one level. Latencies and rates count inside the window only; promises are kept over the whole
/// level: every utterance whose start was announced must get its final before its call ends, whenever that is.
/// </summary>
internal sealed class LoadTally
{
    // A final states the same start as the announcement of its speech; only rounding lies between them.
    private const double SameStartS = 0.02;

    /// <summary>Milliseconds after the endpoint within which a final is on time (DESIGN 10).</summary>
    public const double OnTimeMs = 600;

    private readonly Dictionary<int, Call> _calls = [];
    private readonly List<double> _endpointing = [], _queue = [], _recognition = [], _afterEndpoint = [], _total = [], _seen = [];
    private readonly List<double> _partialLag = [], _assessment = [], _spokenToSuggestion = [];
    private readonly List<(string What, double Ms)> _degraded = [];
    private readonly List<string> _failures = [];
    private ClientEvent? _from, _to;
    private double _speechS;
    private int _expected, _delivered, _finals, _onTime;
    private int _opened, _completed, _refused, _gaps;
    private long _eventsMissing;
    private double _audioS, _lostS;

    public bool Done { get; private set; }

    /// <summary>Finals that were promised and did not come, so far; calls that still run are not counted.</summary>
    public int Missed => _expected - _delivered;

    public int Delivered => _delivered;

    public void Observe(ClientEvent happened)
    {
        switch (happened.Kind)
        {
            case ClientEventKind.WindowOpened: _from = happened; break;
            case ClientEventKind.WindowClosed: _to = happened; break;
            case ClientEventKind.Done: Done = true; break;
            case ClientEventKind.Opened: _opened++; break;
            case ClientEventKind.Refused: _refused++; break;
            case ClientEventKind.SpeechStarted: Of(happened).Waiting.Add((happened.Channel, happened.StartS)); break;
            case ClientEventKind.Partial when InWindow: _partialLag.Add(happened.LagMs); break;
            case ClientEventKind.Final: Final(happened); break;
            case ClientEventKind.Suggestion when InWindow:
                _assessment.Add(happened.LagMs);
                _spokenToSuggestion.Add(happened.SeenMs);
                break;
            case ClientEventKind.Degraded: Degraded(happened); break;
            case ClientEventKind.Gap: _gaps++; break;
            case ClientEventKind.Ended: Ended(happened); break;
            case ClientEventKind.Failed:
                _failures.Add(happened.What ?? "");
                Close(happened);
                break;
        }
    }

    /// <summary>Forgets the latencies so far and keeps the promises: for work that lasts hours in memory of one size.</summary>
    public void ForgetLatencies()
    {
        foreach (var values in (List<double>[])[_endpointing, _queue, _recognition, _afterEndpoint, _total, _seen, _partialLag, _assessment, _spokenToSuggestion])
            values.Clear();
    }

    public ClientFigures Figures()
    {
        var unfinished = _calls.Values.Sum(c => c.Waiting.Count);
        return new()
        {
            WindowS = _from is null || _to is null ? 0 : (_to.T - _from.T) / 1000,
            Endpointing = LatencySummary.Of(_endpointing),
            Queue = LatencySummary.Of(_queue),
            Recognition = LatencySummary.Of(_recognition),
            AfterEndpoint = LatencySummary.Of(_afterEndpoint),
            Total = LatencySummary.Of(_total),
            Seen = LatencySummary.Of(_seen),
            FinalsExpected = _expected + unfinished,
            FinalsDelivered = _delivered,
            FinalsInWindow = _finals,
            FinalsOnTime = _onTime,
            PartialLag = LatencySummary.Of(_partialLag),
            SpeechS = _speechS,
            SuggestionAfterFinal = LatencySummary.Of(_assessment),
            SpokenToSuggestion = LatencySummary.Of(_spokenToSuggestion),
            CallsOpened = _opened,
            CallsCompleted = _completed,
            CallsRefused = _refused,
            Failures = [.. _failures.GroupBy(f => f, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new NamedCount(g.Key, g.Count()))],
            AudioS = _audioS,
            AudioLostS = _lostS,
            Gaps = _gaps,
            EventsMissing = _eventsMissing,
            Degradations = [.. _degraded.GroupBy(d => d.What, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new Degradation(g.Key, g.Count(), g.Sum(d => d.Ms) / 1000, g.Max(d => d.Ms) / 1000))],
            CpuS = _from is null || _to is null ? 0 : _to.CpuS - _from.CpuS,
            SendLateP95Ms = _to?.LateP95Ms ?? 0,
            SendLateMaxMs = _to?.LateMaxMs ?? 0,
        };
    }

    private bool InWindow => _from is not null && _to is null;

    private Call Of(ClientEvent happened) =>
        _calls.TryGetValue(happened.Call, out var call) ? call : _calls[happened.Call] = new();

    private void Final(ClientEvent final)
    {
        // What follows a cut has no announcement of its own: it is expected because it came.
        var waiting = Of(final).Waiting;
        var announced = waiting.FindIndex(w => w.Channel == final.Channel && Math.Abs(w.StartS - final.StartS) <= SameStartS);
        if (announced >= 0)
            waiting.RemoveAt(announced);
        _expected++;
        _delivered++;
        if (!InWindow)
            return;
        _finals++;
        var after = final.QueueMs + final.RecognitionMs;
        if (after <= OnTimeMs)
            _onTime++;
        _endpointing.Add(final.EndpointingMs);
        _queue.Add(final.QueueMs);
        _recognition.Add(final.RecognitionMs);
        _afterEndpoint.Add(after);
        _total.Add(final.TotalMs);
        _seen.Add(final.SeenMs);
        _speechS += Math.Max(0, final.EndS - final.StartS);
    }

    private void Degraded(ClientEvent happened)
    {
        var active = Of(happened).Degraded;
        var what = happened.What ?? "";
        if (happened.Active)
            active.TryAdd(what, happened.T);
        else if (active.Remove(what, out var since))
            _degraded.Add((what, happened.T - since));
    }

    private void Ended(ClientEvent ended)
    {
        if (ended.What == "Completed")
            _completed++;
        else
            _failures.Add($"ended as {ended.What}");
        _audioS += ended.AudioS;
        // One chunk may be cut short by rounding; a lost one is 20 ms at least.
        _lostS += Math.Max(ended.LostS, ended.SentS - ended.AudioS is > 0.01 and var missing ? missing : 0);
        _eventsMissing += ended.Sequence - ended.Received;
        Close(ended);
    }

    private void Close(ClientEvent last)
    {
        if (!_calls.Remove(last.Call, out var call))
            return;
        _expected += call.Waiting.Count;
        foreach (var (what, since) in call.Degraded)
            _degraded.Add((what, last.T - since));
    }

    private sealed class Call
    {
        /// <summary>Speech announced whose final has not come.</summary>
        public List<(int Channel, double StartS)> Waiting { get; } = [];

        public Dictionary<string, double> Degraded { get; } = [];
    }
}
