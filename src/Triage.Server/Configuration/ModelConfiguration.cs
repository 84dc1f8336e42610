using Triage.Inference.Models;

namespace Triage.Server.Configuration;

/// <summary>Where the models are, and which of them run.</summary>
internal sealed record ModelConfiguration
{
    private static readonly Dictionary<string, string> VoiceActivities = new(StringComparer.Ordinal) { ["v6"] = "v6", ["v5"] = "v5" };

    /// <summary>Folder that holds one folder a model; null: the models delivered with the program.</summary>
    public string? Folder { get; init; }

    /// <summary>Speech model by its name in the manifest; null: the embedded one.</summary>
    public string? Speech { get; init; }

    /// <summary>Version of the voice activity model.</summary>
    public string VoiceActivity { get; init; } = ModelCatalog.DefaultVoiceActivity;

    public static ModelConfiguration Read(ConfigurationSection section)
    {
        const string expected = "un dossier de modèles";
        string? folder = null;
        if (section.Text("folder", expected) is { } text)
        {
            folder = Path.Combine(section.Folder, text);
            if (!Directory.Exists(folder))
                section.Fault("folder", $"vaut « {text} », qui n'existe pas ; attendu : {expected}");
        }
        var speech = section.Text("speech", "le nom d'un modèle de « triage model list »");
        var activity = section.Choice("voice_activity", ModelCatalog.DefaultVoiceActivity, VoiceActivities);
        section.Close();
        return new() { Folder = folder, Speech = speech, VoiceActivity = activity };
    }
}
