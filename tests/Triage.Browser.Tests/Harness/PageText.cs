namespace Triage.Browser.Tests.Harness;

/// <summary>What tests read from the screen's pages.</summary>
internal static class PageText
{
    /// <summary>Who, when and what of every line of the transcript.</summary>
    public static Task<string[]> TranscriptAsync(this WatchedPage page) =>
        page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('#transcript > li')].map(l => l.id + ' ' + l.innerText.replace(/\\s+/g, ' ').trim())");

    /// <summary>Elements of the page.</summary>
    public static Task<int> ElementsAsync(this WatchedPage page) => page.EvaluateAsync<int>("() => document.querySelectorAll('*').length");

    /// <summary>Waits until the page is alive: its script is bound to the server.</summary>
    public static Task UntilLiveAsync(this WatchedPage page) => page.UntilAsync("() => document.documentElement.dataset.live === 'true'");

    public static Task UntilSuggestionAsync(this WatchedPage page, string label) =>
        page.UntilAsync($"() => document.querySelector('#suggestion .label').innerText.includes('{label}')");

    /// <summary>Another role than the regulating doctor's, from the next page on.</summary>
    public static Task ActAsAsync(this WatchedPage page, Uri origin, string role) =>
        page.Page.Context.AddCookiesAsync([new() { Name = "triage-role", Value = role, Url = origin.ToString() }]);
}
