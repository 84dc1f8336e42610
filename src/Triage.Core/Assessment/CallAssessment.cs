namespace Triage.Core.Assessment;

/// <summary>Reads one exchange: encoder and turn network in Triage.Inference; a table in tests.</summary>
public interface IExchangeReader
{
    /// <summary>The reading and the input it was made from; null when the exchange holds no word.</summary>
    (TurnReading Reading, TurnInput Input)? Read(Exchange exchange);
}

/// <summary>
/// The assessment of one call: turns -> exchanges -> readings -> state -> suggestion. One owner at a time; memory is bounded by the
/// state of the call and one open exchange.
/// </summary>
public sealed class CallAssessment(IExchangeReader reader, SuggestionPolicy policy, double mentionThreshold) : ICallAssessor
{
    private readonly ExchangeBuilder _exchanges = new();
    private readonly AssessmentState _state = new(mentionThreshold);
    private readonly CueLog _cues = new();
    private readonly FrenchShare _french = new();
    private Suggestion? _last;
    private Priority? _before;
    private bool _otherLanguage;

    /// <summary>What the call has said so far.</summary>
    public AssessmentState State => _state;

    /// <inheritdoc/>
    public Suggestion Add(SpokenTurn turn)
    {
        var changed = _last is null;
        _french.Observe(turn);
        var answers = _exchanges.Answers;
        var exchanges = _exchanges.Add(turn);
        // The parts of one answer are all compared with what stood before it: what they suggest on the way leaves no trace.
        if (_exchanges.Answers != answers)
            _before = _last is { Abstained: false } last ? last.Priority.Code : null;
        foreach (var exchange in exchanges)
            if (reader.Read(exchange) is { } read)
            {
                _state.Record(read.Reading, read.Input);
                _cues.Read(exchange.Id, read.Input);
                changed = true;
            }
        if (changed)
            _last = policy.Decide(_state, _cues, _before, _otherLanguage || _french.IsForeign);
        return _last!;
    }

    /// <inheritdoc/>
    public void MarkOtherLanguage()
    {
        _otherLanguage = true;
        _last = _last is null ? null : _last with { Reason = AbstentionReason.OtherLanguage };
    }

    public void Dispose()
    {
        // Nothing to release: the sessions belong to the model.
    }
}
