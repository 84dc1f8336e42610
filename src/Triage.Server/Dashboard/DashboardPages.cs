using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.DataProtection;
using Triage.Core.Trial;
using Triage.Server.Dashboard.Access;
using Triage.Server.Dashboard.Alerts;
using Triage.Server.Dashboard.Exposure;
using Triage.Server.Dashboard.Following;
using Triage.Server.Dashboard.Pages;
using Triage.Server.Dashboard.Preferences;
using Triage.Server.Hosting;

namespace Triage.Server.Dashboard;

/// <summary>The regulator's screen: pages drawn by the server, at the web address only, from this machine only until people have accounts.</summary>
internal static class DashboardPages
{
    /// <summary>Pictures a page that is slow to confirm may be behind; then it gets the newest only.</summary>
    private const int UnconfirmedPictures = 4;

    /// <summary>A page whose connection broke is kept so long; a reload makes the same page anew, so little hangs on it.</summary>
    private static readonly TimeSpan BrokenPageKept = TimeSpan.FromMinutes(1);

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ApplianceClock>().AddSingleton<CallFeeds>().AddSingleton<AlertLedgers>().AddSingleton<DecisionEntry>();
        services.AddSingleton(HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All));
        services.AddScoped<PageConnection>();
        services.AddScoped<CircuitHandler>(scope => scope.GetRequiredService<PageConnection>());
        // Pages live no longer than the process; nothing of their keys is written to a disk.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddRazorComponents().AddInteractiveServerComponents(circuits =>
        {
            circuits.DisconnectedCircuitRetentionPeriod = BrokenPageKept;
            circuits.MaxBufferedUnacknowledgedRenderBatches = UnconfirmedPictures;
        });
    }

    /// <summary>Before routing: the gRPC address serves no page, and pages are served to this machine only.</summary>
    public static void Guard(IApplicationBuilder app) => app.Use((context, next) =>
    {
        var open = context.Request.Path.StartsWithSegments("/health") || context.Request.Path == "/metrics";
        if (!WebListener.Serves(context))
        {
            // gRPC comes as POST; what a browser asks for here does not exist.
            if (!open && HttpMethods.IsGet(context.Request.Method))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }
            return next(context);
        }
        context.Response.OnStarting(() =>
        {
            ScreenHeaders.Set(context.Response);
            return Task.CompletedTask;
        });
        return open || IsGrpc(context.Request) || LocalAccess.Allows(context) ? next(context) : RefusalPage.WriteAsync(context);
    });

    public static void Map(WebApplication app)
    {
        _ = app.Services.GetRequiredService<ApplianceClock>(); // counts from now on
        DashboardAssets.Map(app);
        PreferenceEndpoints.Map(app);
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(mode => mode.ContentSecurityFrameAncestorsPolicy = null);
    }

    /// <summary>The record of exposures, where the appliance has one.</summary>
    public static IEvidenceLog? Evidence(this IServiceProvider services) => services.GetService<IEvidenceLog>();

    private static bool IsGrpc(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) && request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true;
}
