using Triage.Core.Speech;

namespace Triage.Inference.Whisper;

/// <summary>Notices text that repeats itself or comes faster than anyone speaks, and where it begins to.</summary>
internal struct LoopGuard
{
    /// <summary>Faster than this the model invents: French speech is 3-5 tokens a second, hurried speech 6-7.</summary>
    private const double MaxTokensPerSecond = 8;

    /// <summary>Short utterances may hold a few tokens more ("quatre-vingt-dix-neuf !").</summary>
    private const int Allowance = 8;

    private const int LongestPeriod = 12;

    /// <summary>A repeat counts as a loop from this many tokens on and at least <see cref="MinRepeats"/> times: "oui oui oui oui" is speech.</summary>
    private const int MinSpan = 16, MinRepeats = 4;

    private readonly int _limit;

    public LoopGuard(int audioFrames, int hardLimit)
    {
        _limit = Math.Min(hardLimit, (int)(audioFrames / 100.0 * MaxTokensPerSecond) + Allowance);
    }

    public bool Found { get; private set; }

    /// <summary>Tokens that precede the loop, its first round included.</summary>
    public int KeepTokens { get; private set; }

    public void Add(List<RecognizedToken> tokens)
    {
        for (var period = 1; period <= LongestPeriod; period++)
        {
            var repeats = Math.Max(MinRepeats, (MinSpan + period - 1) / period);
            if (tokens.Count < period * repeats || !Repeats(tokens, period, repeats))
                continue;
            (Found, KeepTokens) = (true, tokens.Count - period * (repeats - 1));
            return;
        }
        if (tokens.Count > _limit)
            (Found, KeepTokens) = (true, _limit);
    }

    private static bool Repeats(List<RecognizedToken> tokens, int period, int repeats)
    {
        for (var i = tokens.Count - period * (repeats - 1); i < tokens.Count; i++)
            if (tokens[i].Id != tokens[i - period].Id)
                return false;
        return true;
    }
}
