using System.Net;
using System.Text.RegularExpressions;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Server.Dashboard;
using static Triage.Server.Tests.Dashboard.Talk;
using static Triage.Server.Tests.TestAppliance;

namespace Triage.Server.Tests.Dashboard;

public sealed partial class DashboardPagesTests
{
    /// <summary>The page, its style, its scripts and its icon together (the brief of the screen: the network of a hospital at night).</summary>
    private const int MostBytes = 600 * 1024;

    [Theory(Timeout = 30_000)]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/call/c1", HttpStatusCode.OK)]
    [InlineData("/call/none", HttpStatusCode.NotFound)]
    [InlineData("/assets/screen.css", HttpStatusCode.OK)]
    [InlineData("/assets/blazor.web.js", HttpStatusCode.OK)]
    [InlineData("/assets/none.js", HttpStatusCode.NotFound)]
    [InlineData("/assets/..%2Ftriage.dll", HttpStatusCode.NotFound)]
    [InlineData("/triage.dll", HttpStatusCode.NotFound)]
    [InlineData("/none", HttpStatusCode.NotFound)]
    public async Task Get_Anything_HasTheHeadersOfTheScreen(string path, HttpStatusCode status)
    {
        await using var appliance = await WithCallAsync();
        using var http = Web(appliance);

        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Ct);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(ScreenHeaders.ContentSecurityPolicy, Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
        Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("DENY", Assert.Single(answer.Headers.GetValues("X-Frame-Options")));
        Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        Assert.False(answer.Headers.Contains("Server"));
    }

    [Fact]
    public void Policy_ForScriptsAndStyles_IsThisOriginOnly()
    {
        Assert.DoesNotContain("unsafe", ScreenHeaders.ContentSecurityPolicy, StringComparison.Ordinal);
        Assert.DoesNotContain("http", ScreenHeaders.ContentSecurityPolicy, StringComparison.Ordinal);
        Assert.Contains("default-src 'self'", ScreenHeaders.ContentSecurityPolicy, StringComparison.Ordinal);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("/")]
    [InlineData("/call/c1")]
    public async Task Page_HasNoInlineScriptOrStyleNorAnythingFromElsewhere(string path)
    {
        await using var appliance = await WithCallAsync();
        using var http = Web(appliance);

        var page = await http.GetStringAsync(new Uri(path, UriKind.Relative), Ct);

        Assert.All(ScriptTag().Matches(page), s => Assert.Contains("src=\"/assets/", s.Value, StringComparison.Ordinal));
        Assert.DoesNotContain("<style", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(" style=\"", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotMatch(Handler(), page);
        Assert.DoesNotContain("//", Address().Matches(page).Select(m => m.Groups[1].Value[..Math.Min(2, m.Groups[1].Value.Length)]));
        Assert.Matches("<html lang=\"fr\"", page);
        Assert.Single(HeadingOne().Matches(page));
        foreach (var landmark in (string[])["<header", "<nav", "<main", "<footer"])
            Assert.Contains(landmark, page, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Page_WithAllItLoads_StaysBelowItsWeight()
    {
        await using var appliance = await WithCallAsync();
        using var http = Web(appliance);

        var page = await http.GetByteArrayAsync(new Uri("/call/c1", UriKind.Relative), Ct);
        var raw = page.Length + DashboardAssets.Sizes.Sum(a => a.Bytes);
        var sent = page.Length + DashboardAssets.Sizes.Sum(a => a.Compressed);

        TestContext.Current.SendDiagnosticMessage($"page {page.Length} bytes, with files {raw} raw, {sent} sent");
        Assert.InRange(raw, 1, MostBytes);
        Assert.InRange(sent, 1, MostBytes / 4);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("br", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("identity", null)]
    public async Task Asset_ForWhatTheBrowserReads_IsCompressedAndKeptUntilItChanges(string accepts, string? encoding)
    {
        await using var appliance = await StartAsync();
        using var http = Web(appliance);
        using var request = new HttpRequestMessage(HttpMethod.Get, DashboardAssets.Url("screen.js"));
        request.Headers.TryAddWithoutValidation("Accept-Encoding", accepts);

        using var answer = await http.SendAsync(request, Ct);
        using var again = new HttpRequestMessage(HttpMethod.Get, "/assets/screen.js");
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using var unchanged = await http.SendAsync(again, Ct);

        Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Equal("text/javascript", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("/", "triage.hopital.example", null)]
    [InlineData("/call/c1", "127.0.0.1", "https://evil.example")]
    [InlineData("/assets/screen.js", "10.1.2.3", null)]
    [InlineData("/_blazor/negotiate", "localhost", "http://evil.example")]
    public async Task Get_FromElsewhere_IsForbiddenWithAPlainFrenchPage(string path, string host, string? origin)
    {
        await using var appliance = await WithCallAsync();
        using var http = Web(appliance);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Host = $"{host}:{appliance.Host.Web.Port}";
        if (origin is not null)
            request.Headers.Add("Origin", origin);

        using var answer = await http.SendAsync(request, Ct);
        var page = await answer.Content.ReadAsStringAsync(Ct);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("<h1>Écran refusé</h1>", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.DoesNotContain("<script", page, StringComparison.Ordinal);
        Assert.DoesNotContain("c1", page, StringComparison.Ordinal);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("/")]
    [InlineData("/call/c1")]
    [InlineData("/assets/screen.css")]
    [InlineData("/_blazor")]
    public async Task Get_AtTheGrpcAddress_IsNotThere(string path)
    {
        await using var appliance = await WithCallAsync();
        using var http = new HttpClient { DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };

        using var answer = await http.GetAsync(new Uri(appliance.Host.Grpc, path), Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact(Timeout = 30_000)]
    public async Task Call_BeforeAnyScript_ShowsLabelQuotesAndTranscript()
    {
        await using var appliance = await WithCallAsync();
        using var http = Web(appliance);

        var page = WebUtility.HtmlDecode(await http.GetStringAsync(new Uri("/call/c1", UriKind.Relative), Ct));

        Assert.Contains("P0 Urgence vitale", page, StringComparison.Ordinal);
        Assert.Contains("<mark title=\"Arrêt cardiaque\">il ne respire pas</mark>", page, StringComparison.Ordinal);
        Assert.Contains("Est-ce qu'il respire normalement ?", page, StringComparison.Ordinal);
        Assert.Contains("Certitude moyenne", page, StringComparison.Ordinal);
        Assert.Contains(appliance.Logged, line => line.Contains("[2200]", StringComparison.Ordinal) && line.Contains("c1", StringComparison.Ordinal));
        Assert.DoesNotContain(appliance.Logged, line => line.Contains("respire", StringComparison.Ordinal));
    }

    [Fact(Timeout = 30_000)]
    public async Task Call_ThatIsNotHeld_SaysSoAndLeadsBack()
    {
        await using var appliance = await StartAsync();
        using var http = Web(appliance);

        using var answer = await http.GetAsync(new Uri("/call/gone", UriKind.Relative), Ct);
        var page = WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(Ct));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("Cet appel n'est pas, ou plus, tenu par l'appareil.", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/\">", page, StringComparison.Ordinal);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("It", false, false)]
    [InlineData("Evaluator", true, false)]
    [InlineData("Arm", true, true)]
    [InlineData("Nonsense", true, true)]
    public async Task Call_ForARole_ShowsWhatTheRoleMaySee(string role, bool words, bool decides)
    {
        await using var appliance = await WithCallAsync();
        using var http = Web(appliance);
        http.DefaultRequestHeaders.Add("Cookie", $"triage-role={role}");

        var page = await http.GetStringAsync(new Uri("/call/c1", UriKind.Relative), Ct);
        var list = await http.GetStringAsync(new Uri("/", UriKind.Relative), Ct);

        Assert.Equal(words, page.Contains("respire", StringComparison.Ordinal));
        Assert.Equal(words, list.Contains("P0 Urgence vitale", StringComparison.Ordinal));
        Assert.Equal(decides, page.Contains("Accepter", StringComparison.Ordinal));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("/?lang=en", null, null, "en")]
    [InlineData("/", "de, en;q=0.8, fr;q=0.1", null, "en")]
    [InlineData("/", "de", null, "fr")]
    [InlineData("/", "en", "triage-lang=fr", "fr")]
    [InlineData("/", null, "triage-lang=xx", "fr")]
    public async Task Page_Language_FollowsAddressThenChoiceThenBrowser(string path, string? accepts, string? cookie, string language)
    {
        await using var appliance = await StartAsync();
        using var http = Web(appliance);
        if (accepts is not null)
            http.DefaultRequestHeaders.Add("Accept-Language", accepts);
        if (cookie is not null)
            http.DefaultRequestHeaders.Add("Cookie", cookie);

        var page = await http.GetStringAsync(new Uri(path, UriKind.Relative), Ct);

        Assert.Contains($"<html lang=\"{language}\"", page, StringComparison.Ordinal);
        Assert.Contains(language == "en" ? "Calls under way" : "Appels en cours", page, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Preferences_Posted_AreKeptInThisBrowserAndLeadBack()
    {
        await using var appliance = await StartAsync();
        using var http = Web(appliance);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["theme"] = "Dark", ["lang"] = "xx", ["role"] = "It", ["back"] = "//evil.example" });

        using var answer = await http.PostAsync(new Uri("/preferences", UriKind.Relative), form, Ct);
        var cookies = answer.Headers.GetValues("Set-Cookie").ToArray();

        Assert.Equal((HttpStatusCode.SeeOther, "/"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        Assert.Contains(cookies, c => c.StartsWith("triage-theme=Dark;", StringComparison.Ordinal));
        Assert.Contains(cookies, c => c.StartsWith("triage-role=It;", StringComparison.Ordinal));
        Assert.Contains(cookies, c => c.StartsWith("triage-shortcuts=off;", StringComparison.Ordinal));
        Assert.DoesNotContain(cookies, c => c.StartsWith("triage-lang", StringComparison.Ordinal));
        Assert.All(cookies, c => Assert.Contains("samesite=strict", c, StringComparison.OrdinalIgnoreCase));
    }

    private static HttpClient Web(TestAppliance appliance) => new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = appliance.Host.Web };

    private static async Task<TestAppliance> WithCallAsync()
    {
        var appliance = await StartAsync();
        Assert.IsType<CallOpening.Opened>(appliance.Desk.TryOpen(
            new("c1", [CallChannel.Operator, CallChannel.Caller], Core.Audio.AudioEncoding.Pcm16, 8000, CallPacing.Live, new Dictionary<string, string>()), false));
        var call = appliance.Desk.Call("c1");
        call.Emit(Said(CallChannel.Caller, 1, 1, "vite il ne respire pas"));
        call.Emit(Suggests(Priority.P0, findings: Finds("arret_cardiaque", FindingStatus.Present, CallChannel.Caller, 2, 6)));
        return appliance;
    }

    [GeneratedRegex("<script[^>]*>")]
    private static partial Regex ScriptTag();

    [GeneratedRegex(" on[a-z]+=\"")]
    private static partial Regex Handler();

    [GeneratedRegex("(?:href|src|action)=\"(?:https?:)?([^\"]*)\"")]
    private static partial Regex Address();

    [GeneratedRegex("<h1")]
    private static partial Regex HeadingOne();
}
