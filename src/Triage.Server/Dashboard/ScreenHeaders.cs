namespace Triage.Server.Dashboard;

/// <summary>What every answer of the web address tells the browser: nothing from elsewhere, no inline script or style, nothing kept.</summary>
internal static class ScreenHeaders
{
    /// <summary>Blazor asks for no exception: its script and its socket come from this origin.</summary>
    public const string ContentSecurityPolicy =
        "default-src 'self'; base-uri 'self'; connect-src 'self'; font-src 'none'; form-action 'self'; frame-ancestors 'none'; frame-src 'none'; "
        + "img-src 'self'; media-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; worker-src 'none'";

    public static void Set(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = ContentSecurityPolicy;
        headers.XFrameOptions = "DENY";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), payment=(), usb=()";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (headers.CacheControl.Count == 0)
            headers.CacheControl = "no-store";
    }
}
