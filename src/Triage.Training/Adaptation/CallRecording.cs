using Triage.Core.Assessment;
using Triage.Inference.Triage;
using Triage.Training.Heads;

namespace Triage.Training.Adaptation;

/// <summary>
/// One labelled call with everything the networks said of it. Replaying it with other temperatures or thresholds runs the served code
/// and no network: what the networks are asked depends on the turns alone.
/// </summary>
public sealed class CallRecording
{
    private readonly List<(TurnReading Reading, TurnInput Input)?> _exchanges;
    private readonly List<(float[][] Logits, int Rows)> _answers;
    private readonly double _mention;

    private CallRecording(LabelledCall call, double mention, CallRecording? sameWords = null) =>
        (Call, _mention, _exchanges, _answers) = (call, mention, sameWords?._exchanges ?? [], sameWords?._answers ?? []);

    public LabelledCall Call { get; }

    /// <summary>Plays the call once through the networks.</summary>
    /// <param name="reader">Encoder and turn networks, with the temperature of the findings in them.</param>
    /// <param name="heads">The same graph.</param>
    /// <exception cref="InvalidDataException">The call has no turn.</exception>
    public static CallRecording Of(LabelledCall call, IExchangeReader reader, TriageHeads heads, TriageModelCard card)
    {
        var recording = new CallRecording(call, card.Limits.Mention);
        recording.Play(new Recorder(recording, reader), new LogitRecorder(recording, heads, card.Temperatures), card.Limits);
        return recording;
    }

    /// <summary>What the served model would have said with these values. The temperature of findings and the mention threshold have no say.</summary>
    public CallPrediction Replay(TriageModelCard.Calibration temperatures, TriageModelCard.Thresholds limits)
    {
        var player = new Player(this, temperatures);
        return Play(player, player, limits);
    }

    /// <summary>The same words with another priority as the only acceptable one.</summary>
    internal CallRecording Labelled(Priority priority) => new(Call with { Priority = priority, AcceptablePriorities = [priority] }, _mention, this);

    public override string ToString() => $"recording of {Call.Id}";

    private CallPrediction Play(IExchangeReader reader, ICallHead head, TriageModelCard.Thresholds limits)
    {
        using var assessment = new CallAssessment(reader, new SuggestionPolicy(head, limits, ""), _mention);
        return TriageEvaluator.Predict(Call, [.. LabelledCall.PlayTimed(assessment, Call.Turns)]);
    }

    private sealed class Recorder(CallRecording recording, IExchangeReader reader) : IExchangeReader
    {
        public (TurnReading Reading, TurnInput Input)? Read(Exchange exchange)
        {
            var read = reader.Read(exchange);
            recording._exchanges.Add(read);
            return read;
        }
    }

    private sealed class LogitRecorder(CallRecording recording, TriageHeads heads, TriageModelCard.Calibration temperatures) : ICallHead
    {
        public IReadOnlyList<CallReading> Read(float[] rows, int count)
        {
            var logits = heads.CallLogits(rows, count);
            recording._answers.Add((logits, count));
            return [.. Enumerable.Range(0, count).Select(row => TriageHeads.Calibrate(logits, row, count, temperatures))];
        }
    }

    private sealed class Player(CallRecording recording, TriageModelCard.Calibration temperatures) : IExchangeReader, ICallHead
    {
        private int _exchange;
        private int _answer;

        public (TurnReading Reading, TurnInput Input)? Read(Exchange exchange) => recording._exchanges[_exchange++];

        public IReadOnlyList<CallReading> Read(float[] rows, int count)
        {
            var (logits, recorded) = recording._answers[_answer++];
            return recorded == count ? [.. Enumerable.Range(0, count).Select(row => TriageHeads.Calibrate(logits, row, count, temperatures))]
                : throw new InvalidOperationException("a replay asked for other rows than its recording");
        }
    }
}
