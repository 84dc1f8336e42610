using System.CommandLine;
using System.Globalization;
using Triage.Inference.Profiles;
using Triage.Server.Configuration;
using Triage.TrialLog.Log;
using Triage.TrialLog.Log.Entries;
using Triage.TrialLog.Records;
using Triage.TrialLog.Reports;
using Triage.TrialLog.Reports.Figures;
using Triage.TrialLog.Reports.Pages;

namespace Triage.Server.Cli;

/// <summary><c>triage log report</c>: the evidence log as a report for the evaluator, one HTML page and its figures as JSON. Reads beside a running appliance.</summary>
internal static class LogReportCommand
{
    public const string PageFile = "report.html", FiguresFile = "report.json";

    private sealed record Request(
        string Out, string? Log, string? From, string? To, string? Protocol, string? Prices, string? Profile, string? Speech, bool Json, string? Config);

    public static Command Create(CliEnvironment environment)
    {
        var outFolder = new Option<string>("--out") { Description = $"Dossier où écrire {PageFile} et {FiguresFile}", HelpName = "DOSSIER", Required = true };
        var log = new Option<string?>("--log") { Description = "Dossier du journal de preuve (par défaut celui de la configuration)", HelpName = "DOSSIER" };
        var from = new Option<string?>("--from") { Description = "Premier instant, ISO 8601 (une date seule : minuit UTC)", HelpName = "DATE" };
        var to = new Option<string?>("--to") { Description = "Instant de fin, exclu", HelpName = "DATE" };
        var protocol = new Option<string?>("--protocol") { Description = "Protocole de l'essai : son empreinte, son budget d'alertes et sa limite de petits effectifs", HelpName = "FICHIER" };
        var prices = new Option<string?>("--prices") { Description = "Prix du site, JSON : host_euros, host_years, euros_per_kwh, busy_watts, idle_watts, ...", HelpName = "FICHIER" };
        var profile = new Option<string?>("--profile") { Description = "Profil matériel de l'hôte, pour sa capacité", HelpName = "FICHIER" };
        var speech = new Option<string?>("--speech") { Description = "Résultat de « evaluate speech --json » sur l'échantillon transcrit deux fois", HelpName = "FICHIER" };
        var json = new Option<bool>("--json") { Description = "Aussi le rapport en JSON sur la sortie standard" };
        var config = ConfigurationOption.Create();
        var command = new Command("report", "Tire du journal de preuve le rapport de l'essai") { outFolder, log, from, to, protocol, prices, profile, speech, json, config };
        command.SetAction((parsed, ct) => RunAsync(environment, new(
            PathOf(environment, parsed.GetRequiredValue(outFolder))!, PathOf(environment, parsed.GetValue(log)), parsed.GetValue(from), parsed.GetValue(to),
            PathOf(environment, parsed.GetValue(protocol)), PathOf(environment, parsed.GetValue(prices)), PathOf(environment, parsed.GetValue(profile)),
            PathOf(environment, parsed.GetValue(speech)), parsed.GetValue(json), parsed.GetValue(config)), ct));
        return command;
    }

    private static string? PathOf(CliEnvironment environment, string? named) => named is null ? null : Path.GetFullPath(Path.Combine(environment.Folder, named));

    private static async Task<int> RunAsync(CliEnvironment environment, Request request, CancellationToken ct)
    {
        var plan = new ReportPlan { From = Time("--from", request.From), To = Time("--to", request.To) };
        if (plan.From >= plan.To)
            throw CliFailureException.Usage("--from doit précéder --to");
        string? hash = null;
        if (request.Protocol is { } file)
            (plan, hash) = TrialPlanFile.Apply(plan, Existing("--protocol", file));
        var prices = request.Prices is { } p ? SitePricesFile.Read(Existing("--prices", p)) : null;
        var speech = request.Speech is { } s ? SpeechSample.Read(Existing("--speech", s)) : null;
        var host = request.Profile is { } h ? Host(Existing("--profile", h)) : null;
        var folder = request.Log is { } log ? new EvidenceFolder(log) : TriageConfiguration.Load(request.Config, environment.Folder).Evidence.At(environment.Folder);
        using var reader = EvaluationReader.Open(folder);
        var filter = new EvaluationFilter { From = plan.From, To = plan.To };
        var outages = new List<OutageRecord>();
        await foreach (var outage in reader.ReadOutagesAsync(filter, ct))
            outages.Add(outage);
        var report = await TrialReport.OfAsync(
            reader.ReadAsync(filter, ct),
            new(plan, environment.Time.GetUtcNow(), outages, request.Protocol is null ? null : Path.GetFileName(request.Protocol), hash, prices, host, speech), ct);
        var figures = TrialReportJson.Write(report);
        Directory.CreateDirectory(request.Out);
        await File.WriteAllTextAsync(Path.Combine(request.Out, PageFile), TrialReportPage.Render(report), ct);
        await File.WriteAllTextAsync(Path.Combine(request.Out, FiguresFile), figures, ct);
        await AccessNote.WriteAsync(environment, folder, AccessEntry.ReportMade, string.Create(CultureInfo.InvariantCulture, $"{report.Flow.Calls} calls"));
        environment.Out.WriteLine(request.Json ? figures : Summary(report, request.Out));
        return ExitCodes.Done;
    }

    private static string Summary(TrialReport report, string folder)
    {
        var lines = new List<string>();
        if (report.Source.Simulated)
            lines.Add("ESSAI SIMULÉ : aucun appel réel.");
        lines.Add($"{report.Flow.Calls} appels, {report.Flow.Branches.Sum(b => b.WithReference)} avec référence, {report.Flow.Branches.Sum(b => b.Vital)} urgences vitales.");
        if (report.Primary.Contrast?.RestrictedMeanS is { } difference)
            lines.Add($"Délai de reconnaissance, visible moins ombre : {Seconds(difference.Value)}{(difference is { Low: { } low, High: { } high } ? $"  [{Seconds(low)} ; {Seconds(high)}]" : "")} (moyenne restreinte à {FrenchFigures.Number(report.Primary.HorizonS, 0)} s).");
        lines.Add($"Rapport : {Path.Combine(folder, PageFile)} ; chiffres : {FiguresFile}");
        return string.Join('\n', lines);
    }

    private static string Seconds(double value) => $"{FrenchFigures.Number(value, 1)} s";

    private static HostCapacity Host(string file)
    {
        var profile = ProfileReader.Read(file);
        return new(profile.Name, profile.CallsOn(profile.LanesOn(Environment.ProcessorCount)), profile.Measured is not null);
    }

    private static string Existing(string option, string file) => File.Exists(file) ? file : throw CliFailureException.Usage($"{option} : {file} n'existe pas");

    private static DateTimeOffset? Time(string option, string? text) => text is null ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at
        : throw CliFailureException.Usage($"{option} : « {text} » n'est pas une date ISO 8601, par exemple 2026-03-01 ou 2026-03-01T08:00+01:00");
}
