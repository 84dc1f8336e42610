using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Triage.Core.Calls;
using Triage.Core.Trial;
using Triage.Server.Configuration;
using Triage.Server.Dashboard;
using Triage.Server.Grpc;
using Triage.Server.Operations;
using Triage.Server.TrialFollowUp;
using Triage.TrialLog.Log;

namespace Triage.Server.Hosting;

/// <summary>
/// The appliance as one embeddable server: `serve`, `demo`, `replay` and the tests start this very one. Nothing is read from
/// the environment; everything comes from the configuration. Stops by <see cref="StopAsync"/> only, never by itself.
/// </summary>
internal sealed class ApplianceHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApplianceHost(WebApplication app, Uri grpc, Uri web) => (_app, Grpc, Web) = (app, grpc, web);

    /// <summary>Where gRPC is served; port 0 is resolved.</summary>
    public Uri Grpc { get; }

    public Uri Web { get; }

    /// <summary>What the recogniser runs on; known once <see cref="Ready"/>.</summary>
    public ComputeStatus Compute => _app.Services.GetRequiredService<ComputeStatus>();

    /// <summary>Completes when calls are accepted; faults when the models do not load.</summary>
    public Task Ready => _app.Services.GetRequiredService<DeskLifetime>().Warm;

    /// <summary>Opens the listeners and begins the warm-up.</summary>
    /// <param name="evidence">Where the evidence log lies; null: none is kept.</param>
    /// <exception cref="IOException">An address is in use or not of this machine, or the evidence log cannot be opened.</exception>
    public static async Task<ApplianceHost> StartAsync(
        TriageConfiguration configuration, DeskFactory desks, TimeProvider time, Action<ILoggingBuilder> logging, CancellationToken ct,
        CallStreamOptions? streams = null, DeskTuning? tuning = null, EvidenceFolder? evidence = null)
    {
        var app = Build(configuration, desks, time, logging, streams ?? new(), tuning ?? new(), evidence);
        ApplianceHost? started = null;
        try
        {
            // Before the listeners: no call may come that the log does not see.
            app.Services.GetService<IEvidenceLog>();
            await app.StartAsync(ct);
            // Kestrel reports addresses in the order of the listeners.
            var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(a => new Uri(a)).ToArray();
            app.Services.GetRequiredService<ILogger<ApplianceHost>>().Listening(addresses[0], addresses[1]);
            return started = new(app, addresses[0], addresses[1]);
        }
        finally
        {
            if (started is null)
                await app.DisposeAsync();
        }
    }

    /// <summary>Refuses new calls, lets the running ones decide what they heard, then closes the listeners.</summary>
    /// <returns>False when the time ran out before all calls had ended.</returns>
    public async Task<bool> StopAsync()
    {
        await _app.StopAsync();
        return _app.Services.GetRequiredService<DeskLifetime>().Drained;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static WebApplication Build(
        TriageConfiguration configuration, DeskFactory desks, TimeProvider time, Action<ILoggingBuilder> logging, CallStreamOptions streams, DeskTuning tuning,
        EvidenceFolder? evidence)
    {
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "triage" });
        logging(builder.Logging);
        // Asked every second, "not ready yet" is an answer and no error; DeskLifetime logs what matters.
        builder.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        // Pages' keys stay in memory; that they are in clear there is no news.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // After a restart every browser brings a token of the keys before it: no news either.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.None);
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, configuration.Listen));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = configuration.Stop.Drain + TimeSpan.FromSeconds(4));
        builder.Services.RemoveAll<IHostLifetime>();
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();

        builder.Services.AddSingleton(configuration).AddSingleton(time).AddSingleton(streams).AddSingleton(tuning);
        builder.Services.AddSingleton<OpenStreams>().AddSingleton<RpcReadings>().AddSingleton<ComputeStatus>().AddSingleton<ApplianceFacts>();
        if (evidence is not null)
        {
            EvidenceComposition.Add(builder.Services, evidence, configuration.Evidence);
            builder.Services.AddSingleton(evidence).AddSingleton(new TrialFollower(EvidenceTrialReader.Of(evidence, configuration.Evidence.Trial is not null), time));
        }
        builder.Services.AddSingleton<ICallDesk>(services => desks(configuration, services));
        builder.Services.AddSingleton<DeskLifetime>();
        builder.Services.AddHostedService(services => services.GetRequiredService<DeskLifetime>());

        MetricsExport.Add(builder.Services);
        builder.Services.AddSingleton<FigureCollector>().AddHostedService(services => services.GetRequiredService<FigureCollector>());
        DashboardPages.Add(builder.Services);
        builder.Services.AddRouting();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = streams.MaxMessageBytes);
        builder.Services.AddGrpcReflection();
        builder.Services.AddGrpcHealthChecks().AddCheck<ReadinessCheck>("readiness");
        // Watchers of the health service learn of a change within the period.
        builder.Services.Configure<HealthCheckPublisherOptions>(publisher =>
            (publisher.Delay, publisher.Period) = (TimeSpan.Zero, TimeSpan.FromSeconds(1)));

        var app = builder.Build();
        DashboardPages.Guard(app);
        app.UseRouting();
        app.UseAntiforgery();
        app.MapGrpcService<CallAudioService>();
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
        HealthEndpoints.Map(app);
        MetricsExport.Map(app);
        DashboardPages.Map(app);
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, ListenConfiguration listen)
    {
        kestrel.AddServerHeader = false;
        // A lagging reader is ended by name (EventFeed), not by a byte rate; a dead one by the pings. A connection that says
        // nothing for the delay is asked, and cut when it says nothing for the timeout more. A source that lags is not cut: its
        // machine answers the ping, whatever its program does. Kestrel looks seldom, so a network that swallows everything is
        // noticed after 6 to 7 s (measured; 4.8 to 5.7 s with the least it allows, 1 s and 1 s); the place of the call is
        // free before that (HeldCall.TakesPlace).
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(2);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(2);
        foreach (var (address, protocols, web) in new[]
        {
            (listen.Grpc, HttpProtocols.Http2, false),
            (listen.Web, listen.Certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2, true),
        })
        {
            kestrel.Listen(address, options =>
            {
                options.Protocols = protocols;
                if (web)
                    WebListener.Mark(options);
                if (listen.Certificate is { } certificate)
                    options.UseHttps(certificate);
            });
        }
    }

    /// <summary>The command that started the host stops it; signals are the program's.</summary>
    private sealed class CallerLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
