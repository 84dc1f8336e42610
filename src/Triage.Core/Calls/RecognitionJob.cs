using System.Buffers;
using Triage.Core.Scheduling;
using Triage.Core.Speech;

namespace Triage.Core.Calls;

/// <summary>Decodes one utterance up to a sample. Made by the call's loop, run by a lane, handed back to the loop when over.</summary>
internal sealed class RecognitionJob : Job
{
    private const int PromptTokens = 4;

    /// <summary>Longer inputs are fed in pieces; for the estimate the first stands for all.</summary>
    private const int MostTokens = 64;

    private readonly float[] _mel;
    private readonly Action<Job> _done;
    private readonly TimeProvider _clock;
    private readonly RecognitionRequest _request;
    private IRecognition? _recognition;

    /// <param name="fullWindow">Use the longest window: the retry of a decode that looped.</param>
    public RecognitionJob(JobKind kind, CallContext call, Utterance utterance, CallChannel channel, long endSample, bool fullWindow,
        long arrival, Deadline deadline, Action<Job> done)
        : base(kind, call.CallId, deadline)
    {
        Background = call.Pacing == CallPacing.Recorded;
        Droppable = kind == JobKind.Partial && !Background;
        (Utterance, Channel, EndSample, FullWindow, Arrival) = (utterance, channel, endSample, fullWindow, arrival);
        (_done, _clock) = (done, call.Clock);
        _mel = ArrayPool<float>.Shared.Rent(utterance.MelBins * 3000);
        var windows = fullWindow ? [call.Appliance.WindowsS[^1]] : call.Appliance.WindowsS;
        var (frames, audioFrames) = utterance.FillWindow(_mel, endSample, windows, call.Speech.WindowTailS);
        _request = new RecognitionRequest
        {
            Mel = _mel,
            MelFrames = frames,
            AudioFrames = audioFrames,
            Committed = utterance.Agreement.Committed.ToArray(),
            Draft = fullWindow ? [] : utterance.Agreement.Draft,
            WantGuards = kind == JobKind.Final,
        };
    }

    public Utterance Utterance { get; }

    public CallChannel Channel { get; }

    /// <summary>Sample up to which the utterance is decoded.</summary>
    public long EndSample { get; }

    public bool FullWindow { get; }

    /// <summary>Length of the recogniser's window, in seconds.</summary>
    public int WindowS => _request.MelFrames / 100;

    /// <summary>Clock when the newest audio in it arrived.</summary>
    public long Arrival { get; }

    /// <summary>The call's loop has seen its end.</summary>
    public bool Seen { get; set; }

    public RecognitionResult? Result { get; private set; }

    public JobOutcome Outcome { get; private set; }

    /// <summary>Clock when it was over.</summary>
    public long FinishedAt { get; private set; }

    /// <summary>Seconds of audio decoded.</summary>
    public double AudioS => (EndSample - Utterance.StartSample) / (double)Utterance.SampleRateHz;

    protected internal override StepShape Next => _recognition?.Next ?? new(StepKind.Encode, WindowS);

    protected internal override double RemainingMs(CostModel costs) => Steps == 0
        ? RecognitionCost.FromTheStart(costs, Kind, WindowS, FirstTokens(_request.Committed.Count, _request.Draft.Count))
        : RecognitionCost.From(costs, Kind, Next, Steps - 1);

    /// <summary>Tokens of the first decoder call: the prompt of four, what is promised and what is guessed.</summary>
    public static int FirstTokens(int committed, int draft) => Math.Min(PromptTokens + committed + draft, MostTokens);

    protected internal override IRecognition Begin(ILane lane) => _recognition ??= lane.Recognizer.Begin(_request);

    protected internal override bool Step(ILane lane) => Begin(lane).Step();

    protected internal override void Finish(JobOutcome outcome)
    {
        if (outcome == JobOutcome.Completed)
            Result = _recognition!.Result;
        _recognition?.Dispose();
        ArrayPool<float>.Shared.Return(_mel);
        (Outcome, FinishedAt) = (outcome, _clock.GetTimestamp());
        _done(this);
    }
}
