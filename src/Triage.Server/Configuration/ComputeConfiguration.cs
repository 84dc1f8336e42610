namespace Triage.Server.Configuration;

/// <summary>What of the machine the appliance uses, and how many calls it takes.</summary>
internal sealed record ComputeConfiguration
{
    private const string AutomaticProfile = "auto";

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

    public static ComputeConfiguration Read(ConfigurationSection section)
    {
        var profile = section.Text("profile", $"{AutomaticProfile}, le nom d'un profil matériel ou son fichier .json");
        var file = profile?.EndsWith(".json", StringComparison.Ordinal) == true ? Path.Combine(section.Folder, profile) : null;
        if (file is not null && !File.Exists(file))
            section.Fault("profile", $"vaut « {profile} », qui n'existe pas ; attendu : {AutomaticProfile}, le nom d'un profil matériel ou son fichier .json");
        var compute = new ComputeConfiguration
        {
            Profile = file is null && profile != AutomaticProfile ? profile : null,
            ProfileFile = file,
            Lanes = section.Integer("lanes", 1, 64),
            ThreadsPerLane = section.Integer("threads_per_lane", 1, 64),
            MaxCalls = section.Integer("max_calls", 1, 1000),
        };
        section.Close();
        return compute;
    }
}
