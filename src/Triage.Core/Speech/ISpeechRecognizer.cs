using System.Buffers;
using Triage.Core.Scheduling;

namespace Triage.Core.Speech;

/// <summary>A token of the recogniser's vocabulary with the log-probability it was chosen with.</summary>
public readonly record struct RecognizedToken(int Id, float LogProbability);

/// <summary>What to decode: one utterance, as features.</summary>
public sealed class RecognitionRequest
{
    /// <summary>Normalised log-mel of the window, [mel bins, frames] row-major, 10 ms hop; the window is audio, then silence.</summary>
    public required Memory<float> Mel { get; init; }

    /// <summary>Frames in the window, even.</summary>
    public required int MelFrames { get; init; }

    /// <summary>Frames that hold audio; the rest is padding.</summary>
    public required int AudioFrames { get; init; }

    /// <summary>Tokens already promised: the result starts with exactly these.</summary>
    public IReadOnlyList<RecognizedToken> Committed { get; init; } = [];

    /// <summary>A guess at what follows the committed tokens, verified instead of decoded one by one; may be empty.</summary>
    public IReadOnlyList<int> Draft { get; init; } = [];

    /// <summary>Ask for the language distribution and the no-speech probability as well.</summary>
    public bool WantGuards { get; init; }
}

/// <summary>What the recogniser heard.</summary>
/// <param name="Tokens">Text tokens, without the end of text.</param>
/// <param name="EndedByModel">The model itself said that the text ends (not the length guard).</param>
/// <param name="Looped">The text repeats itself or is impossibly fast; <see cref="Tokens"/> is cut before the loop.</param>
/// <param name="NoSpeechProbability">Probability in [0,1] that nobody speaks, when guards were asked for.</param>
/// <param name="FrenchProbability">Probability in [0,1] of French among the languages, when guards were asked for.</param>
/// <param name="LikelyLanguage">Two-letter code of the most probable language, when guards were asked for.</param>
/// <param name="DecoderCalls">Calls of the decoder graph this result took.</param>
public sealed record RecognitionResult(
    IReadOnlyList<RecognizedToken> Tokens, bool EndedByModel, bool Looped,
    float? NoSpeechProbability, float? FrenchProbability, string? LikelyLanguage, int DecoderCalls)
{
    private ReadOnlyMemory<float> _alignment;
    private float[]? _rented;

    /// <summary>
    /// Alignment of each token to the encoder's 20 ms frames: [Tokens.Count + 1, AlignmentFrames] row-major; the last row is the end of
    /// text. Empty once released.
    /// </summary>
    public required ReadOnlyMemory<float> Alignment { get => _alignment; init => _alignment = value; }

    public required int AlignmentFrames { get; init; }

    /// <summary>What <see cref="Alignment"/> lies in when the shared array pool lent it.</summary>
    public float[]? RentedAlignment { init => _rented = value; }

    /// <summary>Gives the alignment back, which is tens of kilobytes a result: nobody asks for times any more. Forgetting to is no leak.</summary>
    public void ReleaseAlignment()
    {
        if (_rented is not { } rented)
            return;
        (_alignment, _rented) = (default, null);
        ArrayPool<float>.Shared.Return(rented);
    }
}

/// <summary>
/// One recognition in progress, advanced in steps no longer than one call of a graph, so that a scheduler can put something more
/// urgent between two steps. Owned by whoever runs it; disposing it in mid-way cancels it.
/// </summary>
public interface IRecognition : IDisposable
{
    /// <summary>What the next step computes: an encode of so many seconds, or a decoder call on so many tokens. Costs nothing to ask.</summary>
    StepShape Next { get; }

    /// <summary>Runs one encode or one decoder call. True when the result is ready.</summary>
    bool Step();

    /// <summary>The result, once <see cref="Step"/> has returned true.</summary>
    RecognitionResult Result { get; }
}

/// <summary>The acoustic side of recognition for one lane. Not thread-safe: one lane, one recogniser.</summary>
public interface ISpeechRecognizer : IDisposable
{
    SpeechVocabulary Vocabulary { get; }

    /// <summary>Mel bins of the features it wants: 80, or 128 for large-v3.</summary>
    int MelBins { get; }

    /// <summary>Window lengths it accepts, in seconds, ascending; an utterance takes the first that holds it and 1 s of silence.</summary>
    IReadOnlyList<int> WindowsS { get; }

    /// <summary>How many recognitions <see cref="StepTogether"/> puts into one graph call.</summary>
    BatchLimits Batching => BatchLimits.None;

    /// <summary>Prepares a recognition without computing anything yet.</summary>
    IRecognition Begin(RecognitionRequest request);

    /// <summary>
    /// Advances each of several unfinished recognitions of this recogniser by one step. Those whose <see cref="IRecognition.Next"/>
    /// is the same share a graph call where the engine can; the others run one after another. Forming a group costs the engine a
    /// copy of each member's caches, so a group should stay together for several steps.
    /// </summary>
    /// <param name="recognitions">All different, in any order.</param>
    /// <param name="done">At least as long: what <see cref="IRecognition.Step"/> would have returned for each.</param>
    /// <remarks>An exception concerns all of them: some may have advanced, none should be used further.</remarks>
    void StepTogether(ReadOnlySpan<IRecognition> recognitions, Span<bool> done)
    {
        for (var i = 0; i < recognitions.Length; i++)
            done[i] = recognitions[i].Step();
    }
}
