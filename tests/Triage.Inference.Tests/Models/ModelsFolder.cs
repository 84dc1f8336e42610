using Triage.Inference.Models;

namespace Triage.Inference.Tests.Models;

/// <summary>A models folder of small files in a temporary place, with its manifest.</summary>
internal sealed class ModelsFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("models-é-").FullName;

    public string File(string name) => System.IO.Path.Combine([Path, .. name.Split('/')]);

    public ModelsFolder Add(string name, ModelRole role, string content = "content")
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(File(name))!);
        System.IO.File.WriteAllText(File(name), content);
        var manifest = System.IO.File.Exists(File(ModelManifest.FileName)) ? ModelManifest.Read(Path) : ModelManifest.Empty;
        manifest.With([ModelManifest.Describe(Path, name, "made here", "MIT", role)]).Write(Path);
        return this;
    }

    public List<ModelFileProblem> Problems() => [.. ModelCatalog.Open(Path).Verify().Select(c => c.Problem).OfType<ModelFileProblem>()];

    /// <summary>Everything in the folder, with its content, for "nothing has changed".</summary>
    public Dictionary<string, string> Snapshot() =>
        Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories).ToDictionary(f => f, f => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(System.IO.File.ReadAllBytes(f))));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
