using Triage.Inference.Providers;

namespace Triage.Server.Configuration;

/// <summary>What of the machine the appliance uses, and how many calls it takes.</summary>
internal sealed record ComputeConfiguration
{
    private const string Auto = "auto";

    // "auto" stands for no wish of the site's.
    private static readonly Dictionary<string, ExecutionProvider?> Providers =
        ExecutionProviderNames.All.Select(p => (Key: p.Key, Value: (ExecutionProvider?)p.Value)).Prepend((Auto, null)).ToDictionary(StringComparer.Ordinal);

    private static readonly Dictionary<string, bool> Fallbacks = new(StringComparer.Ordinal) { ["cpu"] = false, ["refuse"] = true };

    /// <summary>Hardware profile by its name in the folder of profiles; null: the one that fits the host.</summary>
    public string? Profile { get; init; }

    /// <summary>File of a hardware profile, when the configuration names one instead.</summary>
    public string? ProfileFile { get; init; }

    /// <summary>Recognisers that run at once, each on threads of its own; null: as the profile says.</summary>
    public int? Lanes { get; init; }

    /// <summary>Threads of one recogniser; null: as the profile says.</summary>
    public int? ThreadsPerLane { get; init; }

    /// <summary>Calls that may run at once, one more is refused; null: as the profile says.</summary>
    public int? MaxCalls { get; init; }

    /// <summary>What the recogniser is to run on.</summary>
    public ProviderRequest Provider { get; init; } = new();

    public static ComputeConfiguration Read(ConfigurationSection section)
    {
        var profile = section.Text("profile", $"{Auto}, le nom d'un profil matériel ou son fichier .json");
        var file = profile?.EndsWith(".json", StringComparison.Ordinal) == true ? Path.Combine(section.Folder, profile) : null;
        if (file is not null && !File.Exists(file))
            section.Fault("profile", $"vaut « {profile} », qui n'existe pas ; attendu : {Auto}, le nom d'un profil matériel ou son fichier .json");
        var compute = new ComputeConfiguration
        {
            Profile = file is null && profile != Auto ? profile : null,
            ProfileFile = file,
            Lanes = section.Integer("lanes", 1, 64),
            ThreadsPerLane = section.Integer("threads_per_lane", 1, 64),
            MaxCalls = section.Integer("max_calls", 1, 1000),
            Provider = ReadProvider(section),
        };
        section.Close();
        return compute;
    }

    /// <summary>Whether the library is there is no matter of the configuration: a missing one is a GPU that cannot be had.</summary>
    private static ProviderRequest ReadProvider(ConfigurationSection section) => new()
    {
        Wanted = section.Choice("provider", null, Providers),
        Library = FilePath(section, "provider_library", "le fichier d'une bibliothèque de calcul d'ONNX Runtime"),
        Device = section.Integer("device", 0, 0, 63),
        EngineCache = FilePath(section, "engine_cache", "un dossier où TensorRT garde ses moteurs"),
        RefuseFallback = section.Choice("fallback", false, Fallbacks),
    };

    private static string? FilePath(ConfigurationSection section, string key, string expected) =>
        section.Text(key, expected) is { } text ? Path.GetFullPath(Path.Combine(section.Folder, text)) : null;
}
