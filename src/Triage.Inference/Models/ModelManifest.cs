using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Triage.Inference.Models;

/// <summary>
/// <c>models/manifest.json</c>: every file the appliance may load, with length, SHA-256, source, licence and role. What it does not
/// name is not loaded. Immutable; writing replaces the file in one step, so that a power cut leaves the old or the new one.
/// </summary>
public sealed class ModelManifest
{
    public const string FileName = "manifest.json";
    private const int Schema = 1;

    // Large enough that hashing runs at the speed of the disk.
    private const int HashBufferBytes = 1 << 20;

    private static readonly ModelManifestJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
    });

    private ModelManifest(IReadOnlyList<ModelManifestEntry> files) => Files = files;

    public static ModelManifest Empty { get; } = new([]);

    /// <summary>Entries in ordinal order of their path.</summary>
    public IReadOnlyList<ModelManifestEntry> Files { get; }

    /// <summary>Reads the manifest of a models folder.</summary>
    /// <exception cref="ModelException">It is absent, unreadable or wrong.</exception>
    public static ModelManifest Read(string modelsFolder)
    {
        var path = Path.Combine(modelsFolder, FileName);
        try
        {
            return Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ModelException($"{path} : manifeste absent. Indiquer le dossier « models » livré avec l'appliance, ou le recopier depuis le support d'installation.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} : manifeste illisible ({e.Message}). Vérifier les droits du compte du service et le disque.", e);
        }
    }

    /// <summary>Parses a manifest and checks every entry.</summary>
    /// <exception cref="ModelException">Names the entry and the field.</exception>
    public static ModelManifest Parse(string json)
    {
        ModelManifestDocument? document;
        try
        {
            document = JsonSerializer.Deserialize(json, Json.ModelManifestDocument);
        }
        catch (JsonException e)
        {
            throw Wrong($"JSON invalide ({e.Message})", e);
        }
        if (document is not { Schema: Schema, Files: { } rows } || rows.Any(r => r is not { File: not null, Sha256: not null, Source: not null, Licence: not null, Role: not null }))
            throw Wrong($"« schema » vaut {document?.Schema} au lieu de {Schema}, « files » manque ou un de ses champs est nul");
        return new ModelManifest([]).With(rows.Select(Entry));
    }

    /// <summary>A manifest with these entries added; an entry for the same file replaces the old one.</summary>
    /// <exception cref="ModelException">Two entries for one file, or an entry that is not valid.</exception>
    public ModelManifest With(IEnumerable<ModelManifestEntry> entries)
    {
        // Case is ignored so that a manifest means the same on every file system.
        var added = new Dictionary<string, ModelManifestEntry>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in entries)
        {
            Check(entry);
            if (!added.TryAdd(entry.File, entry))
                throw Wrong($"{entry.File} y figure deux fois");
        }
        return new([.. Files.Where(f => !added.ContainsKey(f.File)).Concat(added.Values).OrderBy(f => f.File, StringComparer.Ordinal)]);
    }

    /// <summary>A manifest without the files below a folder, for a model that is rebuilt or removed.</summary>
    public ModelManifest WithoutFolder(string folder) =>
        new([.. Files.Where(f => !f.File.StartsWith(folder + "/", StringComparison.OrdinalIgnoreCase))]);

    /// <summary>The manifest's text, ending in a line feed.</summary>
    public string ToJson() => JsonSerializer.Serialize(new ModelManifestDocument
    {
        Schema = Schema,
        Files = [.. Files.Select(f => new ModelManifestRow { File = f.File, Sha256 = f.Sha256, Bytes = f.Bytes, Source = f.Source, Licence = f.Licence, Role = f.Role.Name() })],
    }, Json.ModelManifestDocument).ReplaceLineEndings("\n") + "\n";

    /// <summary>Replaces the manifest of a models folder in one step.</summary>
    public void Write(string modelsFolder)
    {
        var path = Path.Combine(modelsFolder, FileName);
        var temporary = path + ".new";
        using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write))
        {
            file.Write(System.Text.Encoding.UTF8.GetBytes(ToJson()));
            file.Flush(flushToDisk: true);
        }
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Describes a file as it lies there, for a tool that adds it.</summary>
    public static ModelManifestEntry Describe(string modelsFolder, string file, string source, string licence, ModelRole role, CancellationToken cancellation = default)
    {
        using var stream = File.OpenRead(ModelPath.Join(modelsFolder, file));
        var entry = new ModelManifestEntry(file, Hash(stream, cancellation), stream.Length, source, licence, role);
        Check(entry);
        return entry;
    }

    /// <summary>Checks every file against its entry, then looks for graphs and configurations that no entry names. One result a file, as it is known.</summary>
    public IEnumerable<ModelFileCheck> Verify(string modelsFolder, CancellationToken cancellation = default)
    {
        foreach (var entry in Files)
            yield return new(entry.File, entry.Bytes, Verify(modelsFolder, entry, cancellation));
        var listed = Files.Select(f => f.File).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var path in LoadableFiles(modelsFolder).Where(path => !listed.Contains(path)))
            yield return new(path, 0, new(path, ModelFault.Unlisted, "", ""));
    }

    /// <summary>Checks one file; null when it is as it should be. Reads it once, in blocks.</summary>
    public static ModelFileProblem? Verify(string modelsFolder, ModelManifestEntry entry, CancellationToken cancellation = default)
    {
        try
        {
            using var stream = new FileStream(ModelPath.Join(modelsFolder, entry.File), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
            if (stream.Length != entry.Bytes)
                return new(entry.File, ModelFault.WrongLength, $"{entry.Bytes}", $"{stream.Length}");
            var found = Hash(stream, cancellation);
            return found == entry.Sha256 ? null : new(entry.File, ModelFault.Altered, entry.Sha256, found);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new(entry.File, ModelFault.Missing, $"{entry.Bytes}", "");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(entry.File, ModelFault.Unreadable, $"{entry.Bytes}", e.Message);
        }
    }

    private static IEnumerable<string> LoadableFiles(string modelsFolder) =>
        Directory.Exists(modelsFolder)
            ? Directory.EnumerateFiles(modelsFolder, "*", SearchOption.AllDirectories)
                .Where(path => Path.GetExtension(path) is ".model" or ".json" or ".data" || Path.GetExtension(path).StartsWith(".onnx", StringComparison.Ordinal))
                .Select(path => Path.GetRelativePath(modelsFolder, path).Replace('\\', '/'))
                .Where(path => path != FileName)
                .Order(StringComparer.Ordinal)
            : [];

    private static string Hash(Stream stream, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[HashBufferBytes];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            hash.AppendData(buffer, 0, read);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static ModelManifestEntry Entry(ModelManifestRow row)
    {
        if (!ModelRoleNames.TryParse(row.Role, out var role))
            throw Wrong($"{row.File} : rôle inconnu « {row.Role} » (connus : {ModelRoleNames.Known})");
        return new(row.File, row.Sha256, row.Bytes, row.Source, row.Licence, role);
    }

    private static void Check(ModelManifestEntry entry)
    {
        if (!ModelPath.IsSafe(entry.File))
            throw Wrong($"chemin refusé « {entry.File} » : chemin relatif, parties séparées par « / », lettres, chiffres, « . », « _ » et « - » seulement, jamais « .. »");
        if (entry.Sha256.Length != 64 || !entry.Sha256.All(char.IsAsciiHexDigitLower))
            throw Wrong($"{entry.File} : « sha256 » doit compter 64 chiffres hexadécimaux minuscules");
        if (entry.Bytes <= 0)
            throw Wrong($"{entry.File} : « bytes » doit être positif");
        if (string.IsNullOrWhiteSpace(entry.Source) || string.IsNullOrWhiteSpace(entry.Licence))
            throw Wrong($"{entry.File} : « source » et « licence » ne peuvent pas être vides");
    }

    private static ModelException Wrong(string what, Exception? inner = null)
    {
        var message = $"{FileName} : {what}. Recopier le manifeste depuis le support d'installation ou corriger cette entrée.";
        return inner is null ? new(message) : new(message, inner);
    }
}
