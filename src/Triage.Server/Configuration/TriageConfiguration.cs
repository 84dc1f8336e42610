using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Triage.Server.Configuration;

/// <summary>
/// The site's one configuration file, <c>triage.json</c>: read and checked as a whole before anything starts. Comments and
/// trailing commas are allowed, unknown keys are faults. Every section is a record that reads itself.
/// </summary>
internal sealed record TriageConfiguration
{
    public const string DefaultFile = "triage.json";

    public ListenConfiguration Listen { get; init; } = new();

    public LogConfiguration Log { get; init; } = new();

    public StopConfiguration Stop { get; init; } = new();

    public ModelConfiguration Models { get; init; } = new();

    public SpeechConfiguration Speech { get; init; } = new();

    public ComputeConfiguration Compute { get; init; } = new();

    public SpoolConfiguration Spool { get; init; } = new();

    public EvidenceConfiguration Evidence { get; init; } = new();

    /// <summary>SHA-256 of the file's text, hexadecimal: names the configuration in the evidence log. Of <c>{}</c> when there is no file.</summary>
    public string Hash { get; init; } = HashOf("{}");

    /// <summary>
    /// Reads the named file; without a name, <see cref="DefaultFile"/> in the folder when it is there, else the defaults.
    /// </summary>
    /// <exception cref="ConfigurationException">The file is missing, no JSON, or breaks a rule.</exception>
    public static TriageConfiguration Load(string? file, string folder)
    {
        if (file is null)
        {
            var standard = Path.Combine(folder, DefaultFile);
            return File.Exists(standard) ? Parse(ReadText(standard), standard) : new();
        }
        var named = Path.Combine(folder, file);
        return File.Exists(named)
            ? Parse(ReadText(named), named)
            : throw new ConfigurationException([$"{named} : ce fichier de configuration n'existe pas"]);
    }

    /// <exception cref="ConfigurationException">No JSON, or breaks a rule.</exception>
    public static TriageConfiguration Parse(string json, string file)
    {
        var faults = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(json, new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var root = new ConfigurationSection(document.RootElement, file, "", faults);
            var configuration = new TriageConfiguration
            {
                Listen = ListenConfiguration.Read(root.Section("listen")),
                Log = LogConfiguration.Read(root.Section("log")),
                Stop = StopConfiguration.Read(root.Section("stop")),
                Models = ModelConfiguration.Read(root.Section("models")),
                Speech = SpeechConfiguration.Read(root.Section("speech")),
                Compute = ComputeConfiguration.Read(root.Section("compute")),
                Spool = SpoolConfiguration.Read(root.Section("spool")),
                Hash = HashOf(json),
                Evidence = EvidenceConfiguration.Read(root.Section("evidence")),
            };
            root.Close();
            return faults.Count == 0 ? configuration : throw new ConfigurationException(faults);
        }
        catch (JsonException e)
        {
            throw new ConfigurationException([$"{file} : JSON invalide, ligne {e.LineNumber + 1}, octet {e.BytePositionInLine + 1}"]);
        }
    }

    private static string HashOf(string json) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)));

    private static string ReadText(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"{file} : lecture impossible ({e.Message})"]);
        }
    }
}
