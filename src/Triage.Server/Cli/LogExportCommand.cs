using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using Triage.Server.Configuration;
using Triage.TrialLog.Exports;
using Triage.TrialLog.Log;
using Triage.TrialLog.Log.Entries;

namespace Triage.Server.Cli;

/// <summary><c>triage log export</c>: the evaluation record for evaluators and data warehouses, in the format that they read.</summary>
internal static class LogExportCommand
{
    private static readonly Dictionary<string, ExportFormat> s_formats = new(StringComparer.Ordinal)
    {
        ["package"] = ExportFormat.Package, ["csv"] = ExportFormat.Csv, ["parquet"] = ExportFormat.Parquet, ["fhir"] = ExportFormat.Fhir,
        ["omop"] = ExportFormat.Omop, ["rs-eda"] = ExportFormat.RsEda,
    };

    private static readonly string[] s_moments = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mmK"];

    public static Command Create(CliEnvironment environment)
    {
        var format = new Option<ExportFormat>("--format") { Description = $"Format : {string.Join(", ", s_formats.Keys)}", HelpName = "FORMAT", Required = true, CustomParser = ParseFormat };
        var output = new Option<string>("--out") { Description = "Fichier zip (package) ou dossier (autres formats) à créer ; rien n'est remplacé", HelpName = "CHEMIN", Required = true };
        var from = Moment("--from", "Appels ouverts à partir de cet instant (AAAA-MM-JJ, ou avec l'heure et au besoin le décalage)");
        var to = Moment("--to", "Appels ouverts avant cet instant");
        var calls = new Option<string?>("--calls") { Description = "Seulement ces appels : pseudonymes séparés par des virgules, ou fichier d'un pseudonyme par ligne", HelpName = "CLÉS|FICHIER" };
        var quotes = new Option<bool>("--protocol-quotes") { Description = "Avec les citations qui prouvent les signes ; refusé si le protocole ne les prévoit pas" };
        var organisation = new Option<string?>("--organisation") { Description = "Identifiant de l'établissement dans les échanges (rs-eda), comme fr.health.samu440", HelpName = "ID" };
        var log = new Option<string?>("--log") { Description = "Dossier du journal (par défaut celui de la configuration)", HelpName = "DOSSIER" };
        var config = ConfigurationOption.Create();
        var command = new Command("export", "Exporte l'enregistrement d'évaluation, pseudonymisé") { format, output, from, to, calls, quotes, organisation, log, config };
        command.Validators.Add(result =>
        {
            if (result.GetResult(organisation) is { Implicit: false } && result.GetResult(format) is not null && result.GetValue(format) != ExportFormat.RsEda)
                result.AddError("--organisation ne sert qu'au format rs-eda");
        });
        command.SetAction((parsed, ct) =>
        {
            var filter = new EvaluationFilter
            {
                From = At(environment, "--from", parsed.GetValue(from)), To = At(environment, "--to", parsed.GetValue(to)), Calls = Keys(environment, parsed.GetValue(calls)),
            };
            if (filter.From is { } start && filter.To is { } end && end <= start)
                throw CliFailureException.Usage("--to doit suivre --from");
            var request = new LogExportRequest(
                parsed.GetValue(format), Path.Combine(environment.Folder, parsed.GetRequiredValue(output)), filter, parsed.GetValue(quotes), parsed.GetValue(organisation));
            var folder = parsed.GetValue(log) is { } named
                ? new EvidenceFolder(Path.GetFullPath(Path.Combine(environment.Folder, named)))
                : TriageConfiguration.Load(parsed.GetValue(config), environment.Folder).Evidence.At(environment.Folder);
            return RunAsync(environment, folder, request, ct);
        });
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, EvidenceFolder folder, LogExportRequest request, CancellationToken ct)
    {
        ExportResult result;
        try
        {
            result = await WorkProgress.RunAsync(environment, plain: false, progress =>
                new LogExport(folder, environment.Time, Version()).WriteAsync(
                    request, (done, all) => progress.Report("Appels", all == 0 ? 1 : Math.Min(1, (double)done / all), string.Create(CultureInfo.InvariantCulture, $"{done} / {all}")), ct));
        }
        catch (ExportException e)
        {
            throw e.WrongRequest ? CliFailureException.Usage(e.Message, e) : CliFailureException.Work(e.Message, e);
        }
        var format = s_formats.First(f => f.Value == request.Format).Key;
        await AccessNote.WriteAsync(environment, folder, AccessEntry.LogExported, string.Create(CultureInfo.InvariantCulture, $"{format}, {result.Calls} calls{(request.ProtocolQuotes ? ", quotes" : "")}"));
        foreach (var notice in result.Notices)
            environment.Error.WriteLine($"triage : {notice.French}");
        environment.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{result.Path} : {result.Calls} appels, {result.Outages} indisponibilités, {result.Files} fichiers, {result.Bytes} octets"));
        if (request.Format == ExportFormat.Package)
        {
            await using var zip = File.OpenRead(result.Path);
            environment.Out.WriteLine($"SHA-256 : {Convert.ToHexStringLower(await SHA256.HashDataAsync(zip, ct))}");
        }
        return ExitCodes.Done;
    }

    private static string Version() => typeof(LogExportCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0";

    private static Option<string?> Moment(string name, string description) => new(name) { Description = description, HelpName = "INSTANT" };

    // Without an offset: on the clock of the site.
    private static DateTimeOffset? At(CliEnvironment environment, string option, string? text)
    {
        if (text is null)
            return null;
        if (!DateTime.TryParseExact(text, s_moments, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var moment))
            throw CliFailureException.Usage($"{option} vaut « {text} » ; attendu : AAAA-MM-JJ ou AAAA-MM-JJThh:mm[:ss][+hh:mm]");
        return moment.Kind == DateTimeKind.Unspecified
            ? new DateTimeOffset(moment, environment.Time.LocalTimeZone.GetUtcOffset(moment))
            : DateTimeOffset.ParseExact(text, s_moments, CultureInfo.InvariantCulture, DateTimeStyles.None);
    }

    private static HashSet<string>? Keys(CliEnvironment environment, string? text)
    {
        if (text is null)
            return null;
        var file = Path.Combine(environment.Folder, text);
        var wanted = (File.Exists(file) ? File.ReadAllLines(file) : text.Split(',')).Select(k => k.Trim()).Where(k => k.Length > 0).ToHashSet(StringComparer.Ordinal);
        return wanted.FirstOrDefault(k => k.Length != 32 || !k.All(char.IsAsciiHexDigitLower)) is { } wrong
            ? throw CliFailureException.Usage($"--calls : « {wrong} » n'est ni un fichier ni un pseudonyme d'appel (32 chiffres hexadécimaux)")
            : wanted.Count > 0 ? wanted : throw CliFailureException.Usage("--calls : aucun pseudonyme");
    }

    private static ExportFormat ParseFormat(ArgumentResult result)
    {
        if (s_formats.TryGetValue(result.Tokens[0].Value, out var format))
            return format;
        result.AddError($"--format vaut « {result.Tokens[0].Value} » ; attendu : {string.Join(", ", s_formats.Keys)}");
        return default;
    }
}
