using Triage.Server.Dashboard.Access;
using Triage.Server.Dashboard.Resources;

namespace Triage.Server.Dashboard.Preferences;

/// <summary>Takes the choices of the settings form into cookies of this browser and goes back to the page. Works without script.</summary>
internal static class PreferenceEndpoints
{
    public const string Path = "/preferences";

    public static void Map(IEndpointRouteBuilder routes) =>
        // Foreign pages are kept out by LocalAccess (Origin) and by cookies that never leave this site.
        routes.MapPost(Path, async context =>
        {
            var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
            Keep(context, ScreenSettings.LanguageCookie, ScreenTexts.Known(form["lang"]));
            Keep(context, ScreenSettings.ThemeCookie, Name<ScreenTheme>(form["theme"]));
            Keep(context, ScreenSettings.ShortcutsCookie, form.ContainsKey("shortcuts") ? "on" : "off");
            Keep(context, ScreenSettings.SoundCookie, form.ContainsKey("sound") ? "on" : "off");
            Keep(context, DevelopmentIdentity.Cookie, Name<ViewerRole>(form["role"]));
            context.Response.StatusCode = StatusCodes.Status303SeeOther;
            context.Response.Headers.Location = Back(form["back"]);
        }).WithMetadata(new IgnoreAntiforgery());

    /// <summary>A page of this screen; anything else is its start.</summary>
    public static string Back(string? path) =>
        path is not null && Uri.TryCreate(path, UriKind.Relative, out _) && path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal)
        && path.AsSpan().IndexOfAny('\\', '\r', '\n') < 0 ? path : "/";

    private static string? Name<T>(string? value) where T : struct, Enum =>
        Enum.TryParse<T>(value, out var known) && Enum.IsDefined(known) ? known.ToString() : null;

    private static void Keep(HttpContext context, string cookie, string? value)
    {
        if (value is not null)
            context.Response.Cookies.Append(cookie, value, new CookieOptions
            {
                HttpOnly = true, SameSite = SameSiteMode.Strict, Secure = context.Request.IsHttps, Path = "/", MaxAge = TimeSpan.FromDays(365), IsEssential = true,
            });
    }

    private sealed class IgnoreAntiforgery : Microsoft.AspNetCore.Antiforgery.IAntiforgeryMetadata
    {
        public bool RequiresValidation => false;
    }
}
