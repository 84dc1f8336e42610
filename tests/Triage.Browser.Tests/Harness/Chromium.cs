using Microsoft.Playwright;

namespace Triage.Browser.Tests.Harness;

/// <summary>
/// One browser for a class of tests: the system's Chromium, headless, that knows no address but this machine's. The driver comes
/// with its package (its own node); nothing is downloaded.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>A browser that is not where the system puts it.</summary>
    private const string PathVariable = "TRIAGE_CHROMIUM";

    private static readonly string[] s_names = ["chromium", "chromium-browser", "google-chrome", "chrome.exe"];

    private IPlaywright? _driver;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Find() is not { } path)
            return; // told by the tests: a fixture cannot skip
        _driver = await Playwright.CreateAsync();
        _browser = await _driver.Chromium.LaunchAsync(new()
        {
            ExecutablePath = path,
            Headless = true,
            Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost"],
        });
    }

    /// <summary>A page in a context of its own: no cookie of another test, light unless said otherwise, French.</summary>
    /// <param name="origin">Scheme, host and port that every request of the page must go to.</param>
    /// <param name="change">What is other than usual.</param>
    internal async Task<WatchedPage> OpenAsync(Uri origin, Action<BrowserNewContextOptions>? change = null)
    {
        if (_browser is null)
            Absent();
        var options = new BrowserNewContextOptions
        {
            BaseURL = origin.ToString(),
            Locale = "fr-FR",
            ColorScheme = ColorScheme.Light,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new() { Width = 1280, Height = 900 },
        };
        change?.Invoke(options);
        var context = await _browser!.NewContextAsync(options);
        context.SetDefaultTimeout(60_000);
        return await WatchedPage.OpenAsync(context, origin);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        _driver?.Dispose();
    }

    private static void Absent()
    {
        const string why = "no Chromium here (Debian: apt-get install chromium; elsewhere name it in " + PathVariable + ")";
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", why);
        Assert.Fail(why);
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable(PathVariable) is { Length: > 0 } named)
            return File.Exists(named) ? named : throw new FileNotFoundException($"{PathVariable} names a file that is not there", named);
        return (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => s_names.Select(name => Path.Combine(folder, name))).FirstOrDefault(File.Exists);
    }
}
