using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Speech;

namespace Triage.Tests;

/// <summary>A turn as the finals that a pause or the cut after 20 s would have made of it; word times stay.</summary>
internal static class TurnCuts
{
    /// <summary>At most three finals, cut at any words; often one.</summary>
    public static IEnumerable<SpokenTurn> Cut(SpokenTurn turn, Random random)
    {
        var borders = Enumerable.Range(0, random.Next(3)).Select(_ => random.Next(turn.Words.Count + 1)).Append(0).Append(turn.Words.Count).Distinct().Order().ToList();
        for (var i = 0; i + 1 < borders.Count; i++)
        {
            IReadOnlyList<RecognizedWord> words = [.. turn.Words.Skip(borders[i]).Take(borders[i + 1] - borders[i])];
            yield return new SpokenTurn(turn.Channel, words[0].StartS, words[^1].EndS, words);
        }
    }

    /// <summary>Words of 0.3 s one after the other.</summary>
    public static SpokenTurn Turn(CallChannel channel, double start, string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new SpokenTurn(channel, start, start + words.Length * 0.3, [.. words.Select((w, i) => new RecognizedWord(w, start + i * 0.3, start + (i + 1) * 0.3, 1))]);
    }
}
