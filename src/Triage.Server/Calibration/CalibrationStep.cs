using Triage.Core.Assessment;
using Triage.Core.Scheduling;
using Triage.Core.Speech;
using Triage.Server.Benchmarks;
using Triage.Training.Heads;

namespace Triage.Server.Calibration;

/// <summary>A step that a lane can repeat.</summary>
/// <param name="Batch">Jobs in one call.</param>
/// <param name="Run">Runs it once; milliseconds of the call alone.</param>
internal sealed record CalibrationStep(StepShape Shape, int Batch, bool IsLong, Func<double> Run)
{
    private static readonly int[] s_draftLengths = [4, 8, 16, 24];

    /// <summary>
    /// What one lane is measured on. Calls of one job each: a recogniser that runs several jobs in one call gets its steps with
    /// Batch &gt; 1 here, and nothing else needs to change.
    /// </summary>
    public static IReadOnlyList<CalibrationStep> Of(ISpeechRecognizer recognizer, SampleAudio audio, ITriageModel triage, IReadOnlyList<LabelledCall> calls, TimeProvider time)
    {
        var turns = Turns(triage, calls, time).GetEnumerator();
        return
        [
            .. new RecognizerBenchmark(recognizer, time).Calls(audio, s_draftLengths).Select(call => new CalibrationStep(
                new(call.Stage == RecognizerBenchmark.Encode ? StepKind.Encode : StepKind.Decode, call.Size), 1, call.IsLong, call.Run)),
            new(new(StepKind.Assess, 1), 1, false, () => turns.MoveNext() ? turns.Current : throw new InvalidDataException("the sample calls hold no turn of a caller")),
        ];
    }

    /// <summary>Milliseconds of one caller's turn after the other, through sentence encoder and heads, over and over.</summary>
    private static IEnumerable<double> Turns(ITriageModel triage, IReadOnlyList<LabelledCall> calls, TimeProvider time)
    {
        var values = new List<double>();
        do
        {
            foreach (var call in calls)
            {
                using var assessor = new TimedAssessor(triage.Open(), time, values);
                foreach (var _ in LabelledCall.PlayAll(assessor, call.Turns))
                {
                    if (values.Count > 0)
                        yield return values[^1];
                    values.Clear();
                }
            }
        }
        while (calls.Count > 0);
    }
}
