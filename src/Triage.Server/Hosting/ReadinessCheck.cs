using Microsoft.Extensions.Diagnostics.HealthChecks;
using Triage.Core.Calls;

namespace Triage.Server.Hosting;

/// <summary>Serving only while the desk is ready; read by the gRPC health service and by <c>/health/ready</c>.</summary>
internal sealed class ReadinessCheck(ICallDesk desk) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(desk.IsReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(desk.NotReadyReason));
}
