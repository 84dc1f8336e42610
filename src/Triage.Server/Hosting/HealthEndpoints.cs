using System.Text.Json.Serialization;
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
            var compute = context.RequestServices.GetRequiredService<ComputeStatus>();
            var reason = desk.NotReadyReason;
            if (reason is not null)
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return context.Response.WriteAsJsonAsync(
                new Readiness(reason is null ? "ready" : "not_ready", reason, compute.Provider, compute.FallbackReason), context.RequestAborted);
        });
    }

    /// <summary>The answer of <c>/health/ready</c>; what is not known or does not apply is left out.</summary>
    private sealed record Readiness(
        [property: JsonPropertyName("status")] string Status,
        [property: JsonPropertyName("reason"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
        [property: JsonPropertyName("provider"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Provider,
        [property: JsonPropertyName("provider_fallback"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ProviderFallback);
}
