using Triage.Core.Calls;
using Triage.Core.Telemetry;
using Triage.Core.Trial;
using Triage.Inference;
using Triage.Server.Configuration;
using Triage.TrialLog.Log;
using Triage.TrialLog.Log.Entries;

namespace Triage.Server.Hosting;

/// <summary>Puts the appliance together: models of the configuration, lanes, and the desk over them. The one place that does.</summary>
internal static class ApplianceDesk
{
    /// <inheritdoc cref="DeskFactory"/>
    public static ICallDesk Create(TriageConfiguration configuration, IServiceProvider services)
    {
        var models = configuration.Models.Folder ?? DeliveredFolders.Models
            ?? throw new ConfigurationException(["models.folder : aucun modèle n'est livré avec ce programme ; attendu : un dossier de modèles"]);
        var clock = services.GetRequiredService<TimeProvider>();
        var metrics = services.GetService<ApplianceMetrics>() ?? ApplianceMetrics.None; // an evaluation counts nothing
        var tuning = services.GetService<DeskTuning>() ?? new();
        var log = services.GetRequiredService<ILogger<CallDesk>>();
        var host = HostUse.Choose(configuration, models);
        var profile = host.Choice.Profile;
        var budgets = new CallBudgets { Final = profile.FinalBudget, Assessment = profile.AssessmentBudget };
        log.ProfileChosen(host.Text, host.Lanes, host.ThreadsPerLane, host.MaxCalls);
        var options = new ApplianceModelOptions
        {
            ModelsFolder = models,
            Speech = host.Speech,
            VoiceActivity = configuration.Models.VoiceActivity,
            Plan = tuning.Apply(host.Plan),
            ProcessorPlan = host.OnProcessor?.Plan,
            Spool = configuration.Spool.Options,
            Metrics = metrics,
            Provider = configuration.Compute.Provider with { Profile = profile.Provider },
        };
        // Without a host (an evaluation), the log alone is told.
        var status = services.GetService<ComputeStatus>() ?? new ComputeStatus();
        var facts = services.GetService<ApplianceFacts>() ?? new ApplianceFacts();
        facts.Uses(host, models);
        var standard = new CallDeskOptions();
        var evidence = services.GetService<EvidenceLog>(); // only serve keeps one
        return new CallDesk(
            ct =>
            {
                var loaded = ApplianceModels.Load(options, configuration.Speech.Options, budgets, clock, ct);
                status.Report(loaded.Provider, log);
                log.ModelsLoaded(loaded.MemoryBytes >> 20);
                facts.Runs(loaded.Resources.Scheduler, loaded.MemoryBytes);
                evidence?.Append(new VersionsEntry(EvidenceComposition.Software, configuration.Hash, EvidenceComposition.SpeechHash(models, host.Speech), loaded.Resources.Triage.Hash));
                tuning.OnLanes?.Invoke(loaded.Resources.Scheduler);
                return Task.FromResult(loaded.Resources);
            },
            tuning.Count is { } count ? [count] : [],
            standard with
            {
                Metrics = metrics,
                Evidence = services.GetService<IEvidenceLog>(),
                EndedCallsHeld = tuning.EndedCallsHeld ?? standard.EndedCallsHeld,
                OnFault = (callId, fault) => log.CallFaulted(callId, fault),
            });
    }
}
