using Microsoft.Net.Http.Headers;
using Triage.Server.Dashboard.Access;
using Triage.Server.Dashboard.Resources;

namespace Triage.Server.Dashboard.Preferences;

/// <summary>Light and dark follow the system unless chosen.</summary>
public enum ScreenTheme { Auto, Light, Dark }

/// <summary>How one screen looks and for whom; travels from the request into the page, where it does not change.</summary>
/// <param name="Language"><c>fr</c> or <c>en</c>.</param>
/// <param name="Shortcuts">Single keys act (WCAG 2.1.4: they can be switched off).</param>
/// <param name="Sound">A short tone with an alert; off unless chosen.</param>
public sealed record ScreenSettings(string Language, Viewer Viewer, ScreenTheme Theme, bool Shortcuts, bool Sound)
{
    internal const string LanguageCookie = "triage-lang";
    internal const string ThemeCookie = "triage-theme";
    internal const string ShortcutsCookie = "triage-shortcuts";
    internal const string SoundCookie = "triage-sound";

    public ScreenTexts Texts() => ScreenTexts.In(Language);

    public static ScreenSettings Of(HttpContext context)
    {
        var cookies = context.Request.Cookies;
        return new(
            LanguageOf(context),
            DevelopmentIdentity.Of(context),
            Enum.TryParse<ScreenTheme>(cookies[ThemeCookie], out var theme) && Enum.IsDefined(theme) ? theme : ScreenTheme.Auto,
            cookies[ShortcutsCookie] != "off",
            cookies[SoundCookie] == "on");
    }

    /// <summary>What the address asks for, else what was chosen, else what the browser prefers, else French.</summary>
    private static string LanguageOf(HttpContext context) =>
        ScreenTexts.Known(context.Request.Query["lang"]) ?? ScreenTexts.Known(context.Request.Cookies[LanguageCookie])
        ?? Preferred(context.Request.GetTypedHeaders().AcceptLanguage) ?? ScreenTexts.French.Language;

    private static string? Preferred(IList<StringWithQualityHeaderValue> accepted) => accepted
        .Where(a => a.Quality is null or > 0).OrderByDescending(a => a.Quality ?? 1)
        .Select(a => ScreenTexts.Known(a.Value.Value?.Split('-')[0])).FirstOrDefault(known => known is not null);
}
