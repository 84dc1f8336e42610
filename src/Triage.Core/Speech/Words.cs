namespace Triage.Core.Speech;

/// <summary>One recognised word. Times are media seconds from the start of the call; probability in [0,1].</summary>
/// <remarks>Prints without its text: what was said never reaches a log by accident.</remarks>
public sealed record RecognizedWord(string Text, double StartS, double EndS, double Probability)
{
    public override string ToString() => $"word[{Text.Length}] {StartS:F2}-{EndS:F2}";
}

/// <summary>Where the time of a final went, in milliseconds of wall clock; the parts sum to the total.</summary>
/// <param name="Endpointing">From the last speech heard to the decision that the utterance is over.</param>
/// <param name="Queue">Waiting for a lane after that decision.</param>
/// <param name="Recognition">Computing after that decision (work done speculatively before it costs nothing here).</param>
public readonly record struct FinalLatency(double Endpointing, double Queue, double Recognition)
{
    public double Total => Endpointing + Queue + Recognition;
}
