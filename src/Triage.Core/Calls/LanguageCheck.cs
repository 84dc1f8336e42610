using Triage.Core.Speech;

namespace Triage.Core.Calls;

/// <summary>
/// Does the caller speak French? Weighs the recogniser's language shares over the caller's first utterances; decides once. Measured: French
/// telephone speech 0.82 and more, English, German, Spanish, Arabic below 0.01 (docs/performance.md).
/// </summary>
internal sealed class LanguageCheck
{
    /// <summary>Speech it wants to have heard, in seconds: a "non" alone could be any language.</summary>
    private const double EnoughSpeechS = 4;

    /// <summary>Utterances shorter than this say little about the language, in seconds.</summary>
    private const double MinUtteranceS = 1;

    /// <summary>Below this mean probability of French the call is taken to be in another language.</summary>
    private const double MinFrench = 0.3;

    private readonly Dictionary<string, double> _seconds = [];
    private double _heardS, _frenchS;
    private bool _decided;

    /// <summary>The code of the other language, once, when there is one.</summary>
    public string? Observe(FinalTranscript final, RecognitionResult result)
    {
        if (final.Channel == CallChannel.Operator)
            return null;
        var length = final.EndS - final.StartS;
        if (_decided || length < MinUtteranceS || result.FrenchProbability is not { } french || result.LikelyLanguage is not { } likely)
            return null;
        _heardS += length;
        _frenchS += length * french;
        _seconds[likely] = _seconds.GetValueOrDefault(likely) + length;
        if (_heardS < EnoughSpeechS)
            return null;
        _decided = true;
        return _frenchS / _heardS < MinFrench ? _seconds.MaxBy(p => p.Value).Key : null;
    }
}
