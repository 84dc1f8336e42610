using Triage.Core.Calls;

namespace Triage.Server.Hosting;

/// <summary>Health for hospital monitoring: live while the process answers, ready while calls are accepted (200, else 503 with why).</summary>
internal static class HealthEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/health/live", context => context.Response.WriteAsJsonAsync(new { status = "live" }, context.RequestAborted));
        routes.MapGet("/health/ready", context =>
        {
            var desk = context.RequestServices.GetRequiredService<ICallDesk>();
            if (desk.IsReady)
                return context.Response.WriteAsJsonAsync(new { status = "ready" }, context.RequestAborted);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsJsonAsync(new { status = "not_ready", reason = desk.NotReadyReason }, context.RequestAborted);
        });
    }
}
