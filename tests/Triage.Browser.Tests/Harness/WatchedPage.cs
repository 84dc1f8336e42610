using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace Triage.Browser.Tests.Harness;

/// <summary>
/// A page of which nothing is overlooked: errors of its console and scripts, breaches of the content security policy, requests
/// that leave the origin, tasks that held the browser up, every byte of its sockets. Closing it fails the test on any fault.
/// </summary>
internal sealed class WatchedPage : IAsyncDisposable
{
    private const string Watching = """
        window.watched = { violations: [], longTasks: [] };
        document.addEventListener('securitypolicyviolation', e => window.watched.violations.push(e.violatedDirective + ' ' + e.blockedURI));
        new PerformanceObserver(list => list.getEntries().forEach(e => window.watched.longTasks.push({ at: e.startTime, ms: e.duration })))
            .observe({ type: 'longtask', buffered: true });
        """;

    private readonly ConcurrentQueue<string> _faults = new();
    private readonly Uri _origin;

    private WatchedPage(IPage page, Uri origin) => (Page, _origin) = (page, origin);

    public IPage Page { get; }

    /// <summary>Addresses of all requests.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Everything that sockets brought to the page, and what the page was answered to its requests.</summary>
    public ConcurrentQueue<byte[]> Received { get; } = new();

    /// <summary>Errors that the test means to happen: the server is gone.</summary>
    public bool ExpectsLostConnection { get; set; }

    /// <summary>The page that the test opens is not there.</summary>
    public bool ExpectsMissingPage { get; set; }

    public static async Task<WatchedPage> OpenAsync(IBrowserContext context, Uri origin)
    {
        await context.AddInitScriptAsync(Watching);
        var page = await context.NewPageAsync();
        var watched = new WatchedPage(page, origin);
        page.Console += (_, message) => watched.Heard(message);
        page.PageError += (_, error) => watched.Fault("script: " + error, ofConnection: true, ofMissing: false);
        page.Request += (_, request) => watched.Asked(request.Url);
        page.WebSocket += (_, socket) =>
        {
            watched.Asked(socket.Url);
            socket.FrameReceived += (_, frame) => watched.Received.Enqueue(frame.Binary ?? System.Text.Encoding.UTF8.GetBytes(frame.Text ?? ""));
        };
        page.Response += (_, response) =>
        {
            watched.Keep(response);
            if (response.Status >= 400)
                watched.Fault($"answer {response.Status}: {response.Url}", ofConnection: response.Status >= 500, ofMissing: response.Status == 404);
        };
        return watched;
    }

    public Task<IResponse?> GoAsync(string path) => Page.GotoAsync(path);

    /// <summary>The text of a script's value.</summary>
    public async Task<T> EvaluateAsync<T>(string script)
    {
        while (true)
        {
            try
            {
                return await Page.EvaluateAsync<T>(script);
            }
            catch (PlaywrightException e) when (e.Message.Contains("context was destroyed", StringComparison.Ordinal))
            {
                // The page was loaded anew, by itself or by a link: it is asked again.
            }
        }
    }

    /// <summary>
    /// Waits, however slow the machine, until a script's condition holds. The page itself looks, with what was compiled here:
    /// Playwright's own wait evaluates text, which the page's policy forbids.
    /// </summary>
    /// <param name="condition">A function without parameters; one that throws does not hold yet.</param>
    public async Task UntilAsync(string condition, int timeoutMs = 60_000)
    {
        var held = await EvaluateAsync<bool>($$"""
            () => new Promise(done => {
                const holds = {{condition}}, until = performance.now() + {{timeoutMs}};
                const look = () => {
                    let now = false;
                    try { now = holds(); } catch { }
                    if (now || performance.now() > until) done(!!now); else setTimeout(look, 50);
                };
                look();
            })
            """);
        Assert.True(held, $"after {timeoutMs} ms it does not hold: {condition}");
    }

    public async Task<IReadOnlyList<double>> LongTasksAsync() => await EvaluateAsync<double[]>("() => window.watched.longTasks.map(t => t.ms)");

    /// <summary>Fails on everything that was noticed so far.</summary>
    public async Task AssertCleanAsync()
    {
        if (!Page.IsClosed)
            foreach (var violation in await EvaluateAsync<string[]>("() => window.watched?.violations ?? []"))
                _faults.Enqueue("content security policy: " + violation);
        if (!_faults.IsEmpty)
            Assert.Fail(string.Join(Environment.NewLine, _faults));
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            // A test that has failed already says more than this would.
            if (TestContext.Current.TestState?.Result != TestResult.Failed)
                await AssertCleanAsync();
        }
        finally
        {
            await Page.Context.DisposeAsync();
        }
    }

    /// <summary>The pages themselves: what a reload brings comes by no socket.</summary>
    private async void Keep(IResponse response)
    {
        if (response.Request.ResourceType != "document")
            return;
        try
        {
            Received.Enqueue(await response.BodyAsync());
        }
        catch (PlaywrightException)
        {
            // The page went on to another before its answer could be read; what it showed is read from the page.
        }
    }

    private void Heard(IConsoleMessage message)
    {
        if (message.Type is "error" or "warning")
            Fault($"console {message.Type}: {message.Text}", ofConnection: true, ofMissing: message.Text.Contains("404", StringComparison.Ordinal));
    }

    private void Fault(string what, bool ofConnection, bool ofMissing)
    {
        if (!(ofConnection && ExpectsLostConnection) && !(ofMissing && ExpectsMissingPage))
            _faults.Enqueue(what);
    }

    private void Asked(string url)
    {
        Requests.Enqueue(url);
        if (url.StartsWith("data:", StringComparison.Ordinal) || url.StartsWith("blob:", StringComparison.Ordinal))
            return;
        var asked = new Uri(url);
        if (asked.Authority != _origin.Authority)
            _faults.Enqueue("left the origin: " + asked.GetLeftPart(UriPartial.Path));
    }
}
