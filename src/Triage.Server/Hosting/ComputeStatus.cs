using Triage.Inference.Providers;

namespace Triage.Server.Hosting;

/// <summary>What the recogniser of this appliance runs on, once its models are loaded; read by health and by the start screen. Any thread.</summary>
internal sealed class ComputeStatus
{
    private volatile ProviderChoice? _choice;

    /// <summary>Null until the models are loaded.</summary>
    public ProviderChoice? Choice => _choice;

    /// <summary>cpu, cuda or tensorrt; null until known.</summary>
    public string? Provider => _choice?.Provider.Kind.Name();

    /// <summary>In French: why not the GPU that was expected; null when all is as wanted.</summary>
    public string? FallbackReason => _choice?.FallbackReason;

    /// <summary>The line of the start screen, in French; null until known.</summary>
    public string? Line => _choice switch
    {
        null => null,
        { FallbackReason: { } reason } => $"ATTENTION : le calcul se fait sur le processeur, plus lent. {reason}",
        { Device: { } device } choice => $"Calcul : {choice.Provider.Kind.Name()}, {device}",
        var choice => $"Calcul : {choice.Provider.Kind.Name()}",
    };

    /// <summary>Takes the choice and logs it: a fallback as a warning.</summary>
    public void Report(ProviderChoice choice, ILogger log)
    {
        _choice = choice;
        if (choice.FallbackReason is { } reason)
            log.ProviderFellBack(reason);
        log.ProviderChosen(choice.Provider.Kind.Name(), choice.Device is { } device ? $" ({device})" : "");
    }
}
