namespace Triage.Inference.Models;

/// <summary>
/// The models folder: finds the files of each role by the manifest. Only files the manifest names are ever returned; whether their
/// content is right is the matter of <see cref="Verify"/>, which reads everything. Immutable; any thread.
/// </summary>
public sealed class ModelCatalog
{
    /// <summary>The embedded recogniser, taken when nothing else is asked for.</summary>
    public const string EmbeddedSpeech = "whisper-base-fr";

    /// <summary>The better voice activity model on the sample calls (models/silero-vad/README.md).</summary>
    public const string DefaultVoiceActivity = "v6";

    private ModelCatalog(string folder, ModelManifest manifest) => (Folder, Manifest) = (folder, manifest);

    public string Folder { get; }
    public ModelManifest Manifest { get; }

    /// <summary>Opens a models folder by its manifest; opens no model.</summary>
    /// <exception cref="ModelException">The manifest is absent or wrong.</exception>
    public static ModelCatalog Open(string modelsFolder)
    {
        var folder = Path.GetFullPath(modelsFolder);
        return new(folder, ModelManifest.Read(folder));
    }

    /// <summary>All models, by name.</summary>
    public IReadOnlyList<ModelFolder> List() =>
    [
        .. Manifest.Files
            .Where(f => f.Role is ModelRole.Speech or ModelRole.VoiceActivity or ModelRole.TextEncoder or ModelRole.Triage)
            .GroupBy(f => f.Folder)
            .Select(g => new ModelFolder(g.Key, g.First().Role, g.Sum(f => f.Bytes), g.First().Source, g.First().Licence, [.. FilesOf(g.Key).Order(StringComparer.Ordinal)])),
    ];

    /// <summary>A speech model with its facts and vocabulary.</summary>
    /// <param name="name">Its folder's name; null: the embedded one.</param>
    /// <exception cref="ModelException">No such model, an unknown layout, or a file of it is missing or wrong.</exception>
    public SpeechModel Speech(string? name = null, GraphPreference preference = GraphPreference.Cpu)
    {
        var folder = Named(ModelRole.Speech, name ?? EmbeddedSpeech);
        foreach (var file in FilesOf(folder))
            Present($"{folder}/{file}");
        return SpeechModelReader.Read(folder, ModelPath.Join(Folder, folder), FilesOf(folder), preference);
    }

    /// <summary>The path of a voice activity graph.</summary>
    /// <param name="version">"v6" or "v5".</param>
    /// <exception cref="ModelException">No such version, or its file is missing.</exception>
    public string VoiceActivity(string version = DefaultVoiceActivity)
    {
        var graphs = Manifest.Files.Where(f => f.Role == ModelRole.VoiceActivity).ToList();
        var entry = graphs.FirstOrDefault(f => f.File.EndsWith($"_{version}.onnx", StringComparison.Ordinal))
            ?? throw new ModelException($"Détection de parole « {version} » inconnue (présentes : {Names(graphs.Select(f => f.File))}). Corriger la configuration : v6 ou v5.");
        return Present(entry.File);
    }

    /// <summary>The sentence encoder.</summary>
    /// <param name="name">Its folder below the models folder; null: the only one.</param>
    /// <exception cref="ModelException">None, several, or a file is missing.</exception>
    public TextEncoderModel TextEncoder(string? name = null)
    {
        var folder = Named(ModelRole.TextEncoder, name);
        return new(folder, Only(folder, ".onnx"), Only(folder, ".model"));
    }

    /// <summary>Paths of the triage heads' files by their name in their folder; null when none are installed.</summary>
    /// <exception cref="ModelException">Several are installed and none is named, or a file is missing.</exception>
    public IReadOnlyDictionary<string, string>? Triage(string? name = null)
    {
        if (name is null && Folders(ModelRole.Triage).Count == 0)
            return null;
        var folder = Named(ModelRole.Triage, name);
        return FilesOf(folder).ToDictionary(f => f, f => Present($"{folder}/{f}"), StringComparer.Ordinal);
    }

    /// <summary>Reads every file and compares it with the manifest; one result a file, as it is known.</summary>
    public IEnumerable<ModelFileCheck> Verify(CancellationToken cancellation = default) => Manifest.Verify(Folder, cancellation);

    private string Named(ModelRole role, string? name)
    {
        var folders = Folders(role);
        if (name is null)
            return folders is [var only] ? only
                : throw new ModelException($"Modèle « {role.Name()} » : {folders.Count} présents ({Names(folders)}) ; en nommer un dans la configuration, ou l'importer s'il manque.");
        return folders.Contains(name) ? name
            : throw new ModelException($"Modèle « {name} » ({role.Name()}) absent du manifeste (présents : {Names(folders)}). Corriger le nom dans la configuration, ou l'importer avec « triage model import ».");
    }

    private List<string> Folders(ModelRole role) => [.. Manifest.Files.Where(f => f.Role == role).Select(f => f.Folder).Distinct()];

    /// <summary>Files of a folder that may be loaded, by their name in it.</summary>
    private HashSet<string> FilesOf(string folder) =>
    [
        .. Manifest.Files
            .Where(f => f.Role is not (ModelRole.Reference or ModelRole.Licence) && f.File.StartsWith(folder + "/", StringComparison.Ordinal))
            .Select(f => f.File[(folder.Length + 1)..]),
    ];

    private string Only(string folder, string extension) =>
        FilesOf(folder).Where(f => f.EndsWith(extension, StringComparison.Ordinal)).ToList() is [var only] ? Present($"{folder}/{only}")
            : throw new ModelException($"{folder} : il faut exactement un fichier « {extension} ». Recopier le modèle depuis le support d'installation.");

    /// <summary>A cheap look before anything is opened: is it there, with its length.</summary>
    private string Present(string file)
    {
        var path = ModelPath.Join(Folder, file);
        var expected = Manifest.Files.Single(f => f.File == file).Bytes;
        var info = new FileInfo(path);
        if (!info.Exists)
            throw new ModelException(new ModelFileProblem(file, ModelFault.Missing, $"{expected}", "").Message);
        return info.Length == expected ? path
            : throw new ModelException(new ModelFileProblem(file, ModelFault.WrongLength, $"{expected}", $"{info.Length}").Message);
    }

    private static string Names(IEnumerable<string> names) => string.Join(", ", names.DefaultIfEmpty("aucun"));
}
