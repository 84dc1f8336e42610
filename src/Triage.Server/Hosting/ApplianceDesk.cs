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
        var tuning = services.GetService<DeskTuning>() ?? new();
        var log = services.GetRequiredService<ILogger<CallDesk>>();
        var options = new ApplianceModelOptions
        {
            ModelsFolder = models,
            Speech = configuration.Models.Speech,
            VoiceActivity = configuration.Models.VoiceActivity,
            Lanes = configuration.Compute.Lanes,
            ThreadsPerLane = configuration.Compute.ThreadsPerLane,
            Discipline = tuning.Discipline,
        };
        var standard = new CallDeskOptions();
        return new CallDesk(
            ct =>
            {
                var resources = ApplianceModels.Load(options, configuration.Speech.Options, new CallBudgets(), clock, ct).Resources;
                tuning.OnLanes?.Invoke(resources.Scheduler);
                return Task.FromResult(resources);
            },
            tuning.Count is { } count ? [count] : [],
            standard with
            {
                MaxCalls = tuning.OpenUpTo ?? configuration.Compute.MaxCalls,
                EndedCallsHeld = tuning.EndedCallsHeld ?? standard.EndedCallsHeld,
                OnFault = (callId, fault) => log.CallFaulted(callId, fault),
            });
    }
}
