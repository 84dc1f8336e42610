using System.CommandLine;
using System.Text.Json;
using Triage.TrialLog.Log;
using Triage.TrialLog.Reports;
using Triage.TrialLog.Simulation;

namespace Triage.Server.Cli;

/// <summary><c>triage trial simulate</c>: a trial with a known effect, as an evidence log of its own, to try an analysis before there is data.</summary>
internal static class TrialSimulateCommand
{
    public const string TruthFile = "simulation.json";

    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n" };

    public static Command Create(CliEnvironment environment)
    {
        var standard = new SimulationPlan();
        var calls = new Option<int>("--calls") { Description = "Nombre d'appels", HelpName = "N", DefaultValueFactory = _ => standard.Calls };
        var effect = new Option<double>("--effect")
        {
            Description = "Ce qu'une alerte montrée fait du temps qui reste jusqu'à la reconnaissance : il est multiplié par ce nombre (1 : rien ; 0,5 : moitié ; 0 : reconnue à l'alerte)",
            HelpName = "NOMBRE", DefaultValueFactory = _ => standard.Effect,
        };
        var seed = new Option<ulong>("--seed") { Description = "Graine : la même donne le même essai", HelpName = "N", DefaultValueFactory = _ => standard.Seed };
        var operators = new Option<int>("--operators") { Description = "Nombre d'opérateurs", HelpName = "N", DefaultValueFactory = _ => standard.Operators };
        var vital = new Option<double>("--vital-share") { Description = "Part d'urgences vitales", HelpName = "PART", DefaultValueFactory = _ => standard.VitalShare };
        var contamination = new Option<double>("--contamination") { Description = "Part d'appels du bras ombre vus quand même", HelpName = "PART", DefaultValueFactory = _ => standard.ContaminationShare };
        var weeks = new Option<int>("--weeks") { Description = "Durée en semaines", HelpName = "N", DefaultValueFactory = _ => standard.Weeks };
        var outFolder = new Option<string>("--out") { Description = "Dossier du journal simulé, nouveau ou vide", HelpName = "DOSSIER", Required = true };
        var command = new Command("simulate", "Simule un essai d'effet connu, dans un journal de preuve à part, marqué comme simulé") { calls, effect, seed, operators, vital, contamination, weeks, outFolder };
        command.SetAction((parsed, ct) => RunAsync(environment, standard with
        {
            Calls = parsed.GetValue(calls), Effect = parsed.GetValue(effect), Seed = parsed.GetValue(seed), Operators = parsed.GetValue(operators), VitalShare = parsed.GetValue(vital),
            ContaminationShare = parsed.GetValue(contamination), Weeks = parsed.GetValue(weeks),
        }, Path.GetFullPath(Path.Combine(environment.Folder, parsed.GetRequiredValue(outFolder))), ct));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, SimulationPlan plan, string folder, CancellationToken ct)
    {
        if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            throw CliFailureException.Usage($"--out : {folder} existe et n'est pas vide ; un essai simulé ne se mêle à rien d'autre");
        try
        {
            plan.Checked();
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw CliFailureException.Usage($"{OptionOf(e.ParamName)} : {e.ActualValue} est hors limites ({e.Message.Split('(', '\n')[0].Trim().Replace("between", "entre", StringComparison.Ordinal).Replace(" and ", " et ", StringComparison.Ordinal)})");
        }
        var report = new ReportPlan();
        var truth = SimulatedTruth.Of(plan, report.WithinS, report.HorizonS);
        var calls = await SimulatedLog.WriteAsync(plan, new EvidenceFolder(folder), ct);
        await File.WriteAllTextAsync(Path.Combine(folder, TruthFile), JsonSerializer.Serialize(
            new { schema = "triage.simulation/1", simulated = true, plan, within_s = report.WithinS, horizon_s = report.HorizonS, truth }, s_json), ct);
        environment.Out.WriteLine($"{calls} appels SIMULÉS dans {folder}.");
        environment.Out.WriteLine($"Effet vrai du modèle, visible moins ombre : {string.Join(" ; ", report.WithinS.Select((w, i) => $"reconnues en {FrenchFigures.Number(w, 0)} s {FrenchFigures.Number(100 * truth.Difference(i), 1)} points"))} ; "
            + $"délai moyen restreint à {FrenchFigures.Number(report.HorizonS, 0)} s {FrenchFigures.Number(truth.RestrictedMeanDifferenceS, 1)} s.");
        environment.Out.WriteLine($"Rapport : triage log report --log {folder} --out DOSSIER");
        return ExitCodes.Done;
    }

    private static string OptionOf(string? member) => member switch
    {
        nameof(SimulationPlan.Calls) => "--calls",
        nameof(SimulationPlan.Effect) => "--effect",
        nameof(SimulationPlan.Operators) => "--operators",
        nameof(SimulationPlan.VitalShare) => "--vital-share",
        nameof(SimulationPlan.ContaminationShare) => "--contamination",
        nameof(SimulationPlan.Weeks) => "--weeks",
        _ => member ?? "",
    };
}
