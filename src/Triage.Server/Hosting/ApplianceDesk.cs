using Triage.Core.Calls;
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
        var log = services.GetRequiredService<ILogger<CallDesk>>();
        var options = new ApplianceModelOptions
        {
            ModelsFolder = models,
            Speech = configuration.Models.Speech,
            VoiceActivity = configuration.Models.VoiceActivity,
            Lanes = configuration.Compute.Lanes,
            ThreadsPerLane = configuration.Compute.ThreadsPerLane,
            Provider = configuration.Compute.Provider,
        };
        // Without a host (an evaluation), the log alone is told.
        var status = services.GetService<ComputeStatus>() ?? new ComputeStatus();
        return new CallDesk(
            ct =>
            {
                var loaded = ApplianceModels.Load(options, configuration.Speech.Options, new CallBudgets(), clock, ct);
                status.Report(loaded.Provider, log);
                return Task.FromResult(loaded.Resources);
            },
            [],
            new CallDeskOptions { MaxCalls = configuration.Compute.MaxCalls, OnFault = (callId, fault) => log.CallFaulted(callId, fault) });
    }
}
