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
        var host = HostUse.Choose(configuration, models);
        var profile = host.Choice.Profile;
        var budgets = new CallBudgets { Final = profile.FinalBudget, Assessment = profile.AssessmentBudget };
        log.ProfileChosen(host.Text, host.Lanes, host.ThreadsPerLane, host.MaxCalls);
        var options = new ApplianceModelOptions
        {
            ModelsFolder = models,
            Speech = host.Speech,
            VoiceActivity = configuration.Models.VoiceActivity,
            Lanes = host.Lanes,
            ThreadsPerLane = host.ThreadsPerLane,
            Scheduling = new() { Costs = profile.Costs, EncodeBatch = profile.EncodeBatch, DecodeBatch = profile.DecodeBatch },
            Spool = configuration.Spool.Options,
            Metrics = metrics,
        };
        return new CallDesk(
            ct => Task.FromResult(ApplianceModels.Load(options, configuration.Speech.Options, budgets, clock, ct).Resources),
            [],
            new CallDeskOptions
            {
                Admission = new() { MaxCalls = host.MaxCalls, CallDemand = profile.CallDemand },
                Metrics = metrics,
                OnFault = (callId, fault) => log.CallFaulted(callId, fault),
            });
    }
}
