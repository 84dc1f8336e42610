namespace Triage.Inference.Models;

/// <summary>What a file under <c>models/</c> is for.</summary>
public enum ModelRole
{
    /// <summary>Part of a speech recogniser's folder.</summary>
    Speech,

    /// <summary>A voice activity graph.</summary>
    VoiceActivity,

    /// <summary>Part of a sentence encoder's folder.</summary>
    TextEncoder,

    /// <summary>Part of the triage heads' folder.</summary>
    Triage,

    /// <summary>Licence text that travels with a model.</summary>
    Licence,

    /// <summary>Expected results that tests compare with; never loaded in service.</summary>
    Reference,
}

/// <summary>The names of the roles in <c>manifest.json</c>.</summary>
internal static class ModelRoleNames
{
    private static readonly (ModelRole Role, string Name)[] All =
    [
        (ModelRole.Speech, "speech"), (ModelRole.VoiceActivity, "vad"), (ModelRole.TextEncoder, "text-encoder"),
        (ModelRole.Triage, "triage"), (ModelRole.Licence, "licence"), (ModelRole.Reference, "reference"),
    ];

    public static string Known { get; } = string.Join(", ", All.Select(r => r.Name));

    public static string Name(this ModelRole role) => All.Single(r => r.Role == role).Name;

    public static bool TryParse(string name, out ModelRole role)
    {
        var at = Array.FindIndex(All, r => r.Name == name);
        role = at < 0 ? default : All[at].Role;
        return at >= 0;
    }
}
