using System.Diagnostics.Metrics;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Triage.Core.Telemetry;

namespace Triage.Server.Hosting;

/// <summary>
/// The appliance's metrics and those of the runtime (memory, garbage collection) for Prometheus, at <c>/metrics</c> of the web
/// listener. Whoever wants them fetches them: nothing is sent anywhere. Buckets are those of the instruments.
/// </summary>
internal static class MetricsExport
{
    private const string RuntimeMeter = "System.Runtime";

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton(provider => new ApplianceMetrics(provider.GetRequiredService<IMeterFactory>()));
        services.AddOpenTelemetry().WithMetrics(metrics => metrics
            .SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("triage", autoGenerateServiceInstanceId: false))
            .AddMeter(ApplianceMetrics.MeterName, RuntimeMeter)
            .AddPrometheusExporter());
        // Listeners find meters by name in the whole process; two appliances in one must not read each other's.
        services.ConfigureOpenTelemetryMeterProvider((provider, metrics) =>
        {
            var own = provider.GetRequiredService<IMeterFactory>();
            metrics.AddView(instrument =>
                instrument.Meter.Name == ApplianceMetrics.MeterName && !ReferenceEquals(instrument.Meter.Scope, own) ? MetricStreamConfiguration.Drop : null);
        });
    }

    public static void Map(IApplicationBuilder app) =>
        app.UseOpenTelemetryPrometheusScrapingEndpoint(context => context.Request.Path == "/metrics" && WebListener.Serves(context));
}
