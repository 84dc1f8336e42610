using Triage.Core.Assessment;
using Triage.Core.Audio;
using Triage.Core.Calls;
using Triage.Training.Heads;

namespace Triage.Training.Evaluation;

/// <summary>Triage from audio: a whole recording through the very path of a live call, judged by the suggestions that came out.</summary>
public sealed class DeskTriage(ICallDesk desk)
{
    private int _calls;

    /// <exception cref="WavFormatException">Not a readable recording, or more than two channels.</exception>
    /// <exception cref="InvalidDataException">The desk refuses the call, or makes no suggestion in it.</exception>
    public async Task<CallPrediction> PredictAsync(RecordedCall recorded, CancellationToken cancellation)
    {
        var suggestions = new List<(double AtS, Suggestion Suggestion)>();
        await DeskPlayback.PlayAsync(desk, recorded.Audio, $"evaluation-{++_calls}", callEvent =>
        {
            if (callEvent is SuggestionMade made)
                suggestions.Add((made.AtS, made.Suggestion));
        }, cancellation).ConfigureAwait(false);
        return suggestions.Count > 0 ? TriageEvaluator.Predict(recorded.Call, suggestions)
            : throw new InvalidDataException($"{Path.GetFileName(recorded.Audio)}: no suggestion was made; is the triage model installed?");
    }
}
