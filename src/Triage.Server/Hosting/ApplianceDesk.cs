using Triage.Core.Calls;
using Triage.Core.Telemetry;
using Triage.Inference;
using Triage.Server.Configuration;

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
        var metrics = services.GetRequiredService<ApplianceMetrics>();
        var log = services.GetRequiredService<ILogger<CallDesk>>();
        var options = new ApplianceModelOptions
        {
            ModelsFolder = models,
            Speech = configuration.Models.Speech,
            VoiceActivity = configuration.Models.VoiceActivity,
            Lanes = configuration.Compute.Lanes,
            ThreadsPerLane = configuration.Compute.ThreadsPerLane,
            Spool = configuration.Spool.Options,
        };
        return new CallDesk(
            ct => Task.FromResult(ApplianceModels.Load(options, configuration.Speech.Options, new CallBudgets(), clock, ct).Resources with { Metrics = metrics }),
            [],
            new CallDeskOptions
            {
                Admission = new() { MaxCalls = configuration.Compute.MaxCalls },
                Metrics = metrics,
                OnFault = (callId, fault) => log.CallFaulted(callId, fault),
            });
    }
}
