using System.Text.Json;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Browser.Tests.Harness;

/// <summary>Notes in the page itself when a suggestion and when text stands in it, on the clock that the media time runs on too.</summary>
internal static class SuggestionWatch
{
    private const string Watch = """
        () => {
            window.shown = []; window.firstText = 0;
            const look = () => {
                const panel = document.getElementById('suggestion');
                const sequence = Number(panel?.dataset.sequence ?? 0);
                if (sequence > 0 && window.shown.at(-1)?.sequence !== sequence)
                    window.shown.push({ sequence, at: Date.now(), label: panel.querySelector('.label')?.innerText ?? '' });
                if (!window.firstText && document.querySelector('#transcript .said')?.innerText.trim()) window.firstText = Date.now();
            };
            new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true, characterData: true });
            look();
            return true;
        }
        """;

    public static Task BeginAsync(WatchedPage page) => page.EvaluateAsync<bool>(Watch);

    /// <summary>How long a suggestion's words took to the page, in seconds.</summary>
    /// <param name="FromWords">From the end of the last decisive word, as it was spoken.</param>
    /// <param name="FromUtterance">From the end of the utterance that holds it: a suggestion follows whole utterances.</param>
    public sealed record Delay(double FromWords, double FromUtterance);

    /// <summary>
    /// For each suggestion that stood in the page and rests on words that the one before it did not rest on: from the end of the
    /// last of these words to the page.
    /// </summary>
    public static async Task<IReadOnlyList<Delay>> DelaysAsync(WatchedPage page, PlayedCall call)
    {
        using var shown = JsonDocument.Parse(await page.EvaluateAsync<string>("() => JSON.stringify(window.shown)"));
        var standing = new Dictionary<long, double>();
        foreach (var one in shown.RootElement.EnumerateArray())
            standing.TryAdd(one.GetProperty("sequence").GetInt64(), one.GetProperty("at").GetDouble());
        var delays = new List<Delay>();
        HashSet<string> before = [];
        foreach (var made in call.Events.Where(e => e.Suggestion is { Abstention: V1.AbstentionReason.Unspecified }))
        {
            var findings = made.Suggestion.Findings.Where(f => f.Evidence.Count > 0).ToList();
            var decisive = findings.Where(f => !before.Contains(f.Code)).SelectMany(f => f.Evidence).Select(e => e.EndS).DefaultIfEmpty(double.NaN).Max();
            before = [.. findings.Select(f => f.Code)];
            if (!double.IsNaN(decisive) && standing.TryGetValue(made.Sequence, out var at))
            {
                var standsAt = (at - call.Start.ToUnixTimeMilliseconds()) / 1000;
                var utterance = call.Events.Where(e => e.Final is not null && e.Final.StartS <= decisive && decisive <= e.Final.EndS + 0.1).Select(e => e.Final.EndS).DefaultIfEmpty(decisive).Max();
                delays.Add(new(standsAt - decisive, standsAt - utterance));
            }
        }
        return delays;
    }
}
