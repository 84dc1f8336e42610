namespace Triage.Inference.Models;

/// <summary>One file of the manifest.</summary>
/// <param name="File">Path below the models folder, with '/', without '.' or '..' parts.</param>
/// <param name="Sha256">64 lower-case hexadecimal digits.</param>
/// <param name="Bytes">Length of the file.</param>
/// <param name="Source">Where the file comes from.</param>
/// <param name="Licence">SPDX identifier, or a name when there is none.</param>
public sealed record ModelManifestEntry(string File, string Sha256, long Bytes, string Source, string Licence, ModelRole Role)
{
    // Public exports keep their graphs one folder below the rest of the model.
    private const string GraphFolder = "/onnx";

    /// <summary>The folder that makes up one model: the file's own, or the one above where that is "onnx".</summary>
    public string Folder
    {
        get
        {
            var folder = File.LastIndexOf('/') is var slash and > 0 ? File[..slash] : "";
            return folder.EndsWith(GraphFolder, StringComparison.Ordinal) ? folder[..^GraphFolder.Length] : folder;
        }
    }
}
