namespace Triage.Inference.Profiles;

/// <summary>The folder of profiles, <c>&lt;name&gt;.json</c> each.</summary>
public static class ProfileFolder
{
    /// <summary>Fits every host: what is left when nothing else does.</summary>
    public const string Generic = "cpu-generic";

    /// <summary>Names of the profiles delivered with the program; a measurement of a site's own goes under another name.</summary>
    public static IReadOnlyList<string> Delivered { get; } =
        ["cpu-2-cores-avx512vnni", Generic, "nvidia-h100", "nvidia-l4", "nvidia-l40s", "nvidia-rtx-a2000", "nvidia-rtx-a4000"];

    public static string FileOf(string folder, string name) => Path.Combine(folder, name + ".json");

    /// <summary>Every profile of a folder, by name.</summary>
    /// <exception cref="ProfileException">Any of them is wrong, or does not carry its file's name.</exception>
    public static IReadOnlyList<HardwareProfile> ReadAll(string folder)
    {
        var profiles = new List<HardwareProfile>();
        foreach (var file in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal))
        {
            var profile = ProfileReader.Read(file);
            if (profile.Name != Path.GetFileNameWithoutExtension(file))
                throw new ProfileException([$"{file} : $.name : vaut « {profile.Name} » ; attendu : le nom du fichier"]);
            profiles.Add(profile);
        }
        return profiles;
    }
}
