using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;
using Triage.Inference.Whisper.PublicExport;

namespace Triage.Inference.Models;

/// <summary>
/// Brings a speech model into the models folder: checks its layout, runs it on silence and on noise, copies it under a temporary
/// name, moves it into place and only then writes the manifest. Whatever stops it, the catalogue is what it was before.
/// </summary>
/// <param name="modelsFolder">The models folder, with its manifest.</param>
/// <param name="options">Makes the options of one ONNX Runtime session for the trial.</param>
public sealed partial class ModelImport(string modelsFolder, Func<SessionOptions> options, TimeProvider time)
{
    private const string TemporaryPrefix = ".importing-";
    private const string LockFile = ".import.lock";

    // Folders of the house that a speech model may not take the place of.
    private static readonly HashSet<string> Reserved = new(["silero-vad", "text-encoder", "triage", "tools"], StringComparer.OrdinalIgnoreCase);

    /// <summary>As above, with the trial's sessions made for this compute.</summary>
    public ModelImport(string modelsFolder, ComputeOptions compute, TimeProvider time)
        : this(modelsFolder, compute.CreateSessionOptions, time)
    {
    }

    /// <summary>
    /// Runs an import, one step at a time, while the result is enumerated. Giving up between two steps, or cancelling, removes what was copied.
    /// </summary>
    /// <exception cref="ModelException">The model is refused; nothing has changed.</exception>
    public IEnumerable<ModelImportStep> Run(ModelImportRequest request, CancellationToken cancellation = default)
    {
        using var single = TakeLock();
        // Read under the lock: two imports never write over each other's entries.
        var manifest = ModelManifest.Read(modelsFolder);
        RemoveLeftovers();
        var name = CheckName(request, manifest);
        var source = CheckSource(request.SourceFolder);
        var (files, ignored) = ListFiles(source);
        var model = SpeechModelReader.Read(name, source, files, GraphPreference.Cpu);
        yield return new(ModelImportStage.Checked, $"{name} : modèle Whisper complet ({Layout(model)}, {model.Info.MelBins} bandes, {model.Info.DecoderLayers} couches de décodeur, {model.Info.Vocabulary} jetons).");
        foreach (var file in ignored)
            yield return new(ModelImportStage.Ignored, $"{file} : laissé de côté, ne fait pas partie d'un modèle.");

        IReadOnlyList<int> windows = model.Info.WindowsS;
        foreach (var candidate in Candidates(model, source, files))
        {
            var trial = SpeechModelTrial.Run(candidate with { Info = candidate.Info with { WindowsS = windows } }, options, time, cancellation);
            windows = trial.WindowsS;
            yield return new(ModelImportStage.Tried, trial.Message);
        }

        var temporary = Path.Combine(modelsFolder, TemporaryPrefix + name);
        try
        {
            var entries = new List<ModelManifestEntry>();
            foreach (var file in files.Where(f => f != PublicExportConfiguration.WindowsFile).Order(StringComparer.Ordinal))
            {
                var entry = Copy(source, temporary, file, request, cancellation) with { File = $"{name}/{file}" };
                entries.Add(entry);
                yield return new(ModelImportStage.Copied, $"{file} : {entry.Bytes} octets copiés, SHA-256 {entry.Sha256}.");
            }
            if (model.Layout != SpeechLayout.TwoGraphs)
                entries.Add(WriteWindows(temporary, windows, request) with { File = $"{name}/{PublicExportConfiguration.WindowsFile}" });
            Install(temporary, ModelPath.Join(modelsFolder, name), manifest.With(entries));
        }
        finally
        {
            if (Directory.Exists(temporary))
                Directory.Delete(temporary, recursive: true);
        }
        yield return new(ModelImportStage.Done, $"{name} : importé. Le nommer dans la configuration pour l'utiliser, puis « triage calibrate ».");
    }

    /// <summary>One import at a time; the system gives the lock back when the process dies.</summary>
    private FileStream TakeLock()
    {
        var path = Path.Combine(modelsFolder, LockFile);
        try
        {
            return new(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} : un autre import est en cours, ou le dossier n'existe pas ou n'est pas accessible en écriture ({e.Message}). Attendre sa fin, ou corriger le chemin ou les droits.", e);
        }
    }

    /// <summary>What an import that was killed left behind; holding the lock means that nobody is at work on it.</summary>
    private void RemoveLeftovers()
    {
        foreach (var folder in Directory.EnumerateDirectories(modelsFolder, TemporaryPrefix + "*"))
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new ModelException($"{folder} : reste d'un import interrompu, impossible à retirer ({e.Message}). Corriger les droits ou le retirer à la main.", e);
            }
        }
    }

    private string CheckName(ModelImportRequest request, ModelManifest manifest)
    {
        var name = request.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.SourceFolder)));
        if (!ModelPath.IsSafeName(name) || Reserved.Contains(name))
            throw new ModelException($"Nom de modèle refusé « {name} » : lettres, chiffres, « . », « _ » et « - » seulement, sans dossier, et pas {string.Join(", ", Reserved)}.");
        if (string.IsNullOrWhiteSpace(request.Source) || string.IsNullOrWhiteSpace(request.Licence))
            throw new ModelException("Indiquer la provenance et la licence du modèle : elles sont écrites au manifeste.");
        if (manifest.Files.Any(f => f.File.StartsWith(name + "/", StringComparison.OrdinalIgnoreCase)))
            throw new ModelException($"{name} : un modèle de ce nom est déjà au manifeste. Choisir un autre nom : un modèle en place n'est jamais écrasé.");
        if (Directory.EnumerateFileSystemEntries(modelsFolder).Any(p => string.Equals(Path.GetFileName(p), name, StringComparison.OrdinalIgnoreCase)))
            throw new ModelException($"{name} : ce dossier existe déjà sous {modelsFolder} sans être au manifeste (import interrompu ou copie à la main). Le retirer, ou choisir un autre nom.");
        return name;
    }

    private string CheckSource(string folder)
    {
        var source = Path.GetFullPath(folder);
        if (!Directory.Exists(source))
            throw new ModelException($"{source} : dossier absent. Donner le dossier qui contient les fichiers du modèle.");
        var models = Path.TrimEndingDirectorySeparator(Path.GetFullPath(modelsFolder)) + Path.DirectorySeparatorChar;
        return !(source + Path.DirectorySeparatorChar).StartsWith(models, StringComparison.Ordinal) ? source
            : throw new ModelException($"{source} : déjà sous {models}. Importer depuis un autre dossier.");
    }

    /// <summary>The files that make up a model; public exports keep their graphs in a folder "onnx". Links are refused: a copy has to stand alone.</summary>
    private static (HashSet<string> Files, List<string> Ignored) ListFiles(string source)
    {
        HashSet<string> files = new(StringComparer.Ordinal);
        List<string> ignored = [];
        foreach (var entry in new DirectoryInfo(source).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).OrderBy(e => e.FullName, StringComparer.Ordinal))
        {
            var path = Path.GetRelativePath(source, entry.FullName).Replace('\\', '/');
            if (entry is DirectoryInfo { LinkTarget: null })
                continue;
            if (!ModelFileName().IsMatch(path) || !ModelPath.IsSafe(path))
                ignored.Add(path);
            else if (entry.LinkTarget is not null)
                throw new ModelException($"{entry.FullName} : lien symbolique. Copier d'abord le modèle en entier (cp -L), puis importer la copie.");
            else if (((FileInfo)entry).Length == 0)
                throw new ModelException($"{entry.FullName} : fichier vide, copie interrompue ? Recopier le modèle.");
            else
                files.Add(path);
        }
        return (files, ignored);
    }

    /// <summary>The graphs that a CPU would take, and those that a GPU would take when they are others: both have to work.</summary>
    private static IEnumerable<SpeechModel> Candidates(SpeechModel cpu, string source, HashSet<string> files)
    {
        yield return cpu;
        var gpu = SpeechModelReader.Read(cpu.Name, source, files, GraphPreference.Gpu);
        if (gpu.EncoderPath != cpu.EncoderPath || gpu.DecoderPath != cpu.DecoderPath)
            yield return gpu;
    }

    /// <summary>Copies one file, then reads the copy again: a bad disk or stick shows here and not in service.</summary>
    private static ModelManifestEntry Copy(string source, string temporary, string file, ModelImportRequest request, CancellationToken cancellation)
    {
        var (from, to) = (ModelPath.Join(source, file), ModelPath.Join(temporary, file));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            using (var input = File.OpenRead(from))
            using (var output = new FileStream(to, FileMode.CreateNew, FileAccess.Write))
            {
                var buffer = new byte[1 << 20];
                for (int read; (read = input.Read(buffer)) > 0;)
                {
                    cancellation.ThrowIfCancellationRequested();
                    hash.AppendData(buffer, 0, read);
                    output.Write(buffer, 0, read);
                }
                output.Flush(flushToDisk: true);
            }
            var role = Path.GetFileName(file).StartsWith("LICENSE", StringComparison.OrdinalIgnoreCase) ? ModelRole.Licence : ModelRole.Speech;
            var entry = ModelManifest.Describe(temporary, file, request.Source, request.Licence, role, cancellation);
            return entry.Sha256 == Convert.ToHexStringLower(hash.GetHashAndReset()) ? entry
                : throw new ModelException($"{from} : la copie relue diffère de l'original. Vérifier le disque et le support ; rien n'a été importé.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{from} : copie impossible ({e.Message}). Vérifier la place libre et les droits ; rien n'a été importé.", e);
        }
    }

    /// <summary>Moves the copy into place, then makes it known; an unknown folder is taken away again.</summary>
    private void Install(string temporary, string target, ModelManifest manifest)
    {
        var moved = false;
        try
        {
            Directory.Move(temporary, target);
            moved = true;
            manifest.Write(modelsFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (moved)
                Directory.Delete(target, recursive: true);
            throw new ModelException($"{target} : mise en place impossible ({e.Message}). Donner au compte qui importe le droit d'écrire dans {modelsFolder} ; rien n'a été importé.", e);
        }
    }

    private static ModelManifestEntry WriteWindows(string temporary, IReadOnlyList<int> windows, ModelImportRequest request)
    {
        File.WriteAllText(Path.Combine(temporary, PublicExportConfiguration.WindowsFile), $"{{\"{PublicExportConfiguration.WindowsField}\": [{string.Join(", ", windows)}]}}\n");
        return ModelManifest.Describe(temporary, PublicExportConfiguration.WindowsFile, request.Source, request.Licence, ModelRole.Speech);
    }

    private static string Layout(SpeechModel model) => model.Layout switch
    {
        SpeechLayout.TwoGraphs => "deux graphes Triage",
        SpeechLayout.PublicMerged => "export public, décodeur fusionné",
        _ => "export public, deux décodeurs",
    };

    [GeneratedRegex(@"^(onnx/)?[^/]+\.onnx(_data(_\d+)?|\.data)?$|^[^/]+\.json$|^LICENSE(\.txt|\.md)?$", RegexOptions.CultureInvariant)]
    private static partial Regex ModelFileName();
}
