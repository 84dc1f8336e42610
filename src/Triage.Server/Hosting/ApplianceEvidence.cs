using System.Reflection;
using Triage.Core.Telemetry;
using Triage.Core.Trial;
using Triage.Server.Configuration;
using Triage.TrialLog.Allocation;
using Triage.TrialLog.Log;

namespace Triage.Server.Hosting;

/// <summary>
/// The evidence log of a running appliance, behind the gate of its trial when it has one. Opened before anything listens; closed after
/// the desk.
/// </summary>
internal sealed class ApplianceEvidence : IAsyncDisposable
{
    private readonly EvidenceLog? _log;
    private readonly TrialGate? _gate;

    private ApplianceEvidence(EvidenceLog? log, TrialGate? gate) => (_log, _gate) = (log, gate);

    /// <summary>What calls and screens tell; null: the site keeps no log.</summary>
    public IEvidenceLog? Sink => _gate is null ? _log : _gate;

    /// <summary>What the log cannot do at the moment; null: the site keeps none.</summary>
    public EvidenceStatus? Status => _log?.Status;

    public static string Software { get; } = typeof(ApplianceEvidence).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <exception cref="IOException">The log or the trial cannot be used; the message says why and what to do, in French.</exception>
    public static ApplianceEvidence Open(EvidenceConfiguration configuration, TimeProvider time, ApplianceMetrics metrics, ILogger<ApplianceEvidence> logger)
    {
        if (configuration.Folder is not { } folder)
            return new(null, null);
        var log = EvidenceLog.Open(Options(configuration, folder, time) with
        {
            Metrics = metrics,
            OnStatus = status => logger.EvidenceStatus(status.Storage ?? "well", status.Lost),
        });
        try
        {
            return new(log, configuration.Trial is { } trial ? OpenTrial(log, folder, trial, configuration.Site, time, logger) : null);
        }
        catch
        {
            log.Stop();
            throw;
        }
    }

    public static EvidenceOptions Options(EvidenceConfiguration configuration, EvidenceFolder folder, TimeProvider time) => new()
    {
        Folder = folder,
        Time = time,
        Software = Software,
        Site = configuration.Site,
        RetentionDays = configuration.RetentionDays,
    };

    public async ValueTask DisposeAsync()
    {
        if (_gate is not null)
            await _gate.DisposeAsync();
        if (_log is not null)
            await _log.DisposeAsync();
    }

    private static TrialGate OpenTrial(
        EvidenceLog log, EvidenceFolder folder, TrialFolder trial, string site, TimeProvider time, ILogger<ApplianceEvidence> logger)
    {
        var gate = new TrialGate(
            log, new EvidenceJournal(log, folder, site), TrialSeed.Load(trial.Seed), time, (callId, fault) => logger.NotAllocated(callId, fault.Message));
        if (!gate.Protocol.Sites.Contains(site, StringComparer.Ordinal))
            throw new TrialException($"le protocole de l'essai {gate.Protocol.Name} ne nomme pas le site « {site} » (evidence.site)");
        logger.TrialRuns(gate.Protocol.Name, gate.Protocol.Mode, gate.Protocol.Unit);
        return gate;
    }
}
