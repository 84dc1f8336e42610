using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Triage.Server.Benchmarks;
using Triage.Server.Benchmarks.Load;
using Triage.Server.Configuration;
using Triage.Server.Hosting;

namespace Triage.Server.Cli;

/// <summary><c>triage bench load</c>: how many calls this machine holds within the bars, and what happens beyond.</summary>
internal static class BenchLoadCommand
{
    // Short enough for a test, long enough for a night.
    private const double ShortestS = 1, LongestS = 3600, LongestSoakMinutes = 24 * 60;
    private const double LeastOverload = 0.1, MostOverload = 10;

    private static readonly string s_results = Path.Combine("artifacts", "bench");

    public static Command Create(CliEnvironment environment)
    {
        var calls = new Option<int?>("--calls") { Description = "Capacité supposée, en appels simultanés (par défaut : elle est cherchée)", HelpName = "N" };
        var seconds = Number("--seconds", "Secondes mesurées par niveau, après la mise en route", "S", new LoadSettings { AudioFolders = [] }.Seconds, ShortestS, LongestS);
        var overload = new Option<double?>("--overload") { Description = "Ce multiple de la capacité seulement, au lieu de 0,8, 1, 1,5 et 2", HelpName = "X", CustomParser = r => Parse(r, LeastOverload, MostOverload) };
        var soak = new Option<double?>("--soak") { Description = "Endurance : tant de minutes à 80 % de la capacité", HelpName = "MINUTES", CustomParser = r => Parse(r, 0.1, LongestSoakMinutes) };
        var audio = new Option<string[]>("--audio") { Description = "Dossiers d'appels supplémentaires (WAV à deux canaux)", HelpName = "DOSSIER" };
        var output = new Option<string>("--out") { Description = "Dossier de load.json et load.png", HelpName = "DOSSIER", DefaultValueFactory = _ => s_results };
        var seed = new Option<int>("--seed") { Description = "Graine de la suite des appels", HelpName = "K", DefaultValueFactory = _ => 1 };
        var json = new Option<bool>("--json") { Description = "Le rapport en JSON sur la sortie standard" };
        var config = ConfigurationOption.Create();
        var queue = new Option<string>("--queue") { Hidden = true, DefaultValueFactory = _ => "both" };
        queue.AcceptOnlyFromAmong("both", "deadline", "fifo");
        var command = new Command("load", "Charge l'appareil d'appels simultanés : capacité, délais, surcharge") { calls, seconds, overload, soak, audio, output, seed, json, config, queue };
        command.Validators.Add(result =>
        {
            if (result.GetValue(calls) is < 1 or > LoadSettings.MostCalls)
                result.AddError($"--calls vaut « {result.GetValue(calls)} » ; attendu : un nombre de 1 à {LoadSettings.MostCalls}");
        });
        command.SetAction((parsed, ct) =>
        {
            var settings = new LoadSettings
            {
                Calls = parsed.GetValue(calls), Seconds = parsed.GetValue(seconds), Overload = parsed.GetValue(overload), Seed = parsed.GetValue(seed),
                AudioFolders = Folders(environment, parsed.GetValue(audio) ?? []),
                Product = parsed.GetValue(queue) != "fifo", Baseline = parsed.GetValue(queue) != "deadline",
            };
            var folder = Path.Combine(environment.Folder, parsed.GetRequiredValue(output));
            var configuration = TriageConfiguration.Load(parsed.GetValue(config), environment.Folder);
            return parsed.GetValue(soak) is { } minutes
                ? SoakAsync(environment, settings, minutes, configuration, folder, parsed.GetValue(json), ct)
                : LoadAsync(environment, settings, configuration, folder, parsed.GetValue(json), ct);
        });
        return command;
    }

    private static async Task<int> LoadAsync(
        CliEnvironment environment, LoadSettings settings, TriageConfiguration configuration, string folder, bool json, CancellationToken ct)
    {
        var benchmark = new LoadBenchmark(settings, configuration, environment.Desks, environment.Time, environment.Logging);
        var report = await WorkProgress.RunAsync(environment, json, progress => benchmark.RunAsync(progress.Report, ct));
        var written = LoadReportJson.Write(report);
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "load.json"), written + "\n", ct);
        LoadPicture.Write(report, Path.Combine(folder, "load.png"));
        environment.Out.WriteLine(json ? written : LoadReportTable.Render(report).TrimEnd());
        environment.Error.WriteLine($"triage : rapport et image dans {folder} (load.json, load.png)");
        return Judge(environment, report.Missed);
    }

    private static async Task<int> SoakAsync(
        CliEnvironment environment, LoadSettings settings, double minutes, TriageConfiguration configuration, string folder, bool json, CancellationToken ct)
    {
        var benchmark = new LoadBenchmark(settings, configuration, environment.Desks, environment.Time, environment.Logging);
        var report = await WorkProgress.RunAsync(environment, json, async progress =>
        {
            var capacity = settings.Calls ?? await benchmark.FindCapacityAsync(_ => { }, progress.Report, ct);
            var calls = LoadSettings.CallsAt(capacity, LoadSoak.ShareOfCapacity);
            return await new LoadSoak(settings, calls, minutes, configuration, environment.Desks, environment.Time, environment.Logging).RunAsync(progress.Report, ct);
        });
        var written = LoadReportJson.Write(report, BenchmarkMachine.OfProcess());
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "soak.json"), written + "\n", ct);
        environment.Out.WriteLine(json ? written : LoadReportTable.Render(report).TrimEnd());
        return Judge(environment, [.. report.Bars.Where(b => !b.Met).Select(b => ((double?)null, b))]);
    }

    private static int Judge(CliEnvironment environment, IReadOnlyList<(double? Factor, BarResult Bar)> missed)
    {
        foreach (var (factor, bar) in missed)
            environment.Error.WriteLine($"triage : {LoadReportTable.Miss(factor, bar)}");
        return missed.Count == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private static string[] Folders(CliEnvironment environment, string[] named)
    {
        var samples = DeliveredFolders.SampleCalls ?? throw CliFailureException.Work("les appels fictifs (samples/calls) ne sont pas livrés avec ce programme");
        string[] folders = [.. named.Select(n => Path.GetFullPath(Path.Combine(environment.Folder, n)))];
        return folders.FirstOrDefault(f => !Directory.Exists(f)) is { } absent
            ? throw CliFailureException.Usage($"--audio : {absent} n'existe pas")
            : [samples, .. folders];
    }

    private static Option<double> Number(string name, string description, string helpName, double standard, double least, double most) => new(name)
    {
        Description = description, HelpName = helpName, DefaultValueFactory = _ => standard, CustomParser = result => Parse(result, least, most) ?? standard,
    };

    private static double? Parse(ArgumentResult result, double least, double most)
    {
        var text = result.Tokens[0].Value;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        result.AddError(string.Create(CultureInfo.InvariantCulture, $"{((OptionResult)result.Parent!).IdentifierToken?.Value} vaut « {text} » ; attendu : un nombre de {least} à {most}"));
        return null;
    }
}
