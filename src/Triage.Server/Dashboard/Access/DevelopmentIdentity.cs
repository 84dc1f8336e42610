namespace Triage.Server.Dashboard.Access;

/// <summary>
/// The identity of whoever uses this very machine, until the site's accounts are connected: no password, a role of one's choice.
/// <see cref="LocalAccess"/> has made sure that it is this machine.
/// </summary>
internal static class DevelopmentIdentity
{
    public const string Cookie = "triage-role";

    public static Viewer Of(HttpContext context) =>
        new("local", context.Request.Cookies[Cookie] is { } name && Enum.TryParse<ViewerRole>(name, out var role) && Enum.IsDefined(role) ? role : ViewerRole.RegulatingDoctor);
}
