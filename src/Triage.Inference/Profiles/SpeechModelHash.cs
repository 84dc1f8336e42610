using System.Security.Cryptography;
using System.Text;
using Triage.Inference.Models;

namespace Triage.Inference.Profiles;

/// <summary>One hash of a speech model: of its graphs, vocabulary and facts as the manifest lists them. Reads no model file.</summary>
public static class SpeechModelHash
{
    /// <summary>First 16 hexadecimal digits, or null when the manifest has no such model.</summary>
    /// <param name="name">Its folder's name; null: the embedded one.</param>
    public static string? Of(ModelManifest manifest, string? name)
    {
        var folder = name ?? ModelCatalog.EmbeddedSpeech;
        string[] lines =
        [
            .. manifest.Files.Where(f => f.Folder == folder && f.Role == ModelRole.Speech).Select(f => $"{f.File[(folder.Length + 1)..]} {f.Sha256}\n"),
        ];
        return lines.Length == 0 ? null : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))))[..16];
    }
}
