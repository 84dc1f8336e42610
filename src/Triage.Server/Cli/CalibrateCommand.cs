using System.CommandLine;
using Triage.Inference.Models;
using Triage.Inference.Profiles;
using Triage.Server.Benchmarks;
using Triage.Server.Calibration;
using Triage.Server.Configuration;
using Triage.Server.Hosting;

namespace Triage.Server.Cli;

/// <summary>
/// <c>triage calibrate</c>: measures this host and writes its hardware profile. Nothing is written before everything is measured.
/// </summary>
internal static class CalibrateCommand
{
    private const string StandardName = "this-host";

    private sealed record Request(string? Name, string? Out, bool Quick, bool Force, string? Config);

    public static Command Create(CliEnvironment environment)
    {
        var name = new Option<string?>("--name") { Description = $"Nom du profil matériel (par défaut {StandardName})", HelpName = "NOM" };
        var output = new Option<string?>("--out") { Description = "Fichier .json du profil (par défaut NOM.json dans hardware-profiles)", HelpName = "FICHIER" };
        var quick = new Option<bool>("--quick") { Description = "Mesure moins longue, chiffres moins sûrs" };
        var force = new Option<bool>("--force") { Description = "Remplace un profil livré avec le programme ; mesure même si la machine n'est pas libre" };
        var config = ConfigurationOption.Create();
        var command = new Command("calibrate", "Mesure cette machine et écrit son profil matériel (2 à 5 minutes)") { name, output, quick, force, config };
        command.SetAction((parsed, ct) => RunAsync(environment, new(
            parsed.GetValue(name), parsed.GetValue(output), parsed.GetValue(quick), parsed.GetValue(force), parsed.GetValue(config)), ct));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, Request request, CancellationToken ct)
    {
        var configuration = TriageConfiguration.Load(request.Config, environment.Folder);
        var catalog = ModelCatalog.Open(ModelsOption.FolderOf(configuration));
        // Said before minutes of work, not after.
        var (profileName, file) = Target(environment, request);
        var samples = DeliveredFolders.SampleCalls ?? throw CliFailureException.Work("les appels fictifs (samples/calls) ne sont pas livrés avec ce programme");
        using var triage = InstalledTriage.Open(catalog);
        var host = HostFacts.OfProcess();
        var plan = request.Quick ? CalibrationPlan.Quick : CalibrationPlan.Normal;
        var calibration = new HostCalibration(catalog, configuration.Models.Speech, triage, BenchmarkSamples.Of(samples), plan, host, environment.Time);
        var report = await WorkProgress.RunAsync(environment, plain: false, progress => calibration.RunAsync(progress.Report, request.Force, ct));
        ct.ThrowIfCancellationRequested();
        var profile = report.ToProfile(profileName, DateOnly.FromDateTime(environment.Time.GetUtcNow().UtcDateTime), BenchmarkMachine.OfProcess().Version);
        ProfileWriter.Write(profile, file);
        environment.Out.WriteLine(CalibrationTable.Render(report, profile).TrimEnd());
        environment.Out.WriteLine($"Profil écrit dans {file}");
        environment.Out.WriteLine(request.Out is null
            ? "Il est pris au prochain démarrage, sauf si compute.profile en nomme un autre."
            : "Pour l'utiliser, le nommer dans la configuration (compute.profile).");
        return ExitCodes.Done;
    }

    /// <summary>Name and file of the profile, once it is sure that it may be written there.</summary>
    private static (string Name, string File) Target(CliEnvironment environment, Request request)
    {
        var delivered = DeliveredFolders.HardwareProfiles;
        var name = request.Name ?? (request.Out is null ? StandardName : Path.GetFileNameWithoutExtension(request.Out));
        if (!ProfileReader.IsName(name))
            throw CliFailureException.Usage($"--name : « {name} » ; attendu : lettres minuscules, chiffres, « . » et « - »");
        if (request.Out is not null && Path.GetFileName(request.Out) != name + ".json")
            throw CliFailureException.Usage($"--out : le fichier d'un profil porte son nom ; attendu : {name}.json");
        var file = request.Out is { } named ? Path.GetFullPath(Path.Combine(environment.Folder, named))
            : delivered is not null ? ProfileFolder.FileOf(delivered, name)
            : throw CliFailureException.Usage("aucun dossier hardware-profiles n'est livré avec ce programme ; donner un fichier avec --out");
        if (!request.Force && File.Exists(file))
        {
            if (delivered is not null && Path.GetDirectoryName(file) == Path.GetFullPath(delivered) && ProfileFolder.Delivered.Contains(name))
                throw CliFailureException.Usage($"{file} est livré avec le programme ; donner un autre nom avec --name, ou --force pour le remplacer");
            if (!IsProfile(file))
                throw CliFailureException.Usage($"{file} existe et n'est pas un profil matériel ; donner un autre fichier avec --out, ou --force pour le remplacer");
        }
        EnsureWritable(file);
        return (name, file);
    }

    private static bool IsProfile(string file)
    {
        try
        {
            ProfileReader.Read(file);
            return true;
        }
        catch (ProfileException)
        {
            return false;
        }
    }

    private static void EnsureWritable(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        if (Directory.Exists(file))
            throw CliFailureException.Usage($"{file} est un dossier ; donner un fichier avec --out");
        if (!Directory.Exists(folder))
            throw CliFailureException.Usage($"{folder} n'existe pas ; le créer, ou donner un autre fichier avec --out");
        try
        {
            using var probe = new FileStream(Path.Combine(folder, $".{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliFailureException.Work($"{folder} : écriture impossible ({e.Message}) ; donner un autre fichier avec --out", e);
        }
    }
}
