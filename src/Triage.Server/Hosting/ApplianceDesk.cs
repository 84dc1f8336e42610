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
        var host = HostUse.Choose(configuration, models);
        log.ProfileChosen(host.Text, host.Lanes, host.ThreadsPerLane, host.MaxCalls);
        var options = new ApplianceModelOptions
        {
            ModelsFolder = models,
            Speech = host.Speech,
            VoiceActivity = configuration.Models.VoiceActivity,
            Lanes = host.Lanes,
            ThreadsPerLane = host.ThreadsPerLane,
            Profile = host.Choice.Profile,
        };
        var budgets = new CallBudgets { Final = host.Choice.Profile.FinalBudget, Assessment = host.Choice.Profile.AssessmentBudget };
        return new CallDesk(
            ct => Task.FromResult(ApplianceModels.Load(options, configuration.Speech.Options, budgets, clock, ct).Resources),
            [],
            new CallDeskOptions { MaxCalls = host.MaxCalls, OnFault = (callId, fault) => log.CallFaulted(callId, fault) });
    }
}
