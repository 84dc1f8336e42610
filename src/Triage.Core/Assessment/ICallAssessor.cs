using Triage.Core.Speech;
using Triage.Core.Calls;

namespace Triage.Core.Assessment;

/// <summary>A finished utterance as the assessment sees it.</summary>
public sealed record SpokenTurn(CallChannel Channel, double StartS, double EndS, IReadOnlyList<RecognizedWord> Words)
{
    public override string ToString() => $"turn {Channel} {StartS:F2}-{EndS:F2}";
}

/// <summary>
/// The assessment of one call: takes its turns as they end and keeps the state. Not thread-safe; one owner at a time.
/// A turn costs one encoder call and one call of the heads.
/// </summary>
public interface ICallAssessor : IDisposable
{
    /// <summary>Takes one more turn and says what the call so far suggests. Empty turns are allowed and change nothing.</summary>
    Suggestion Add(SpokenTurn turn);

    /// <summary>The language check found another language than French: from now on the assessment abstains.</summary>
    void MarkOtherLanguage();
}

/// <summary>Opens the assessment of a call; thread-safe.</summary>
public interface ITriageModel
{
    /// <summary>Hash of the weights and thresholds in use.</summary>
    string Hash { get; }

    ICallAssessor Open();
}
