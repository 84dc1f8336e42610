using Triage.Core.Calls;
using Triage.Core.Speech;
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
        var options = new ApplianceModelOptions { ModelsFolder = models };
        return new CallDesk(ct => Task.FromResult(ApplianceModels.Load(options, new SpeechOptions(), new CallBudgets(), clock, ct).Resources), [], new CallDeskOptions());
    }
}
