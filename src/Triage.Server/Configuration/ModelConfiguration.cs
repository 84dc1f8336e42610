namespace Triage.Server.Configuration;

/// <summary>Where the models are.</summary>
internal sealed record ModelConfiguration
{
    /// <summary>Folder that holds one folder a model; null: the models delivered with the program.</summary>
    public string? Folder { get; init; }

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
        section.Close();
        return new() { Folder = folder };
    }
}
