using System.CommandLine;
using Triage.Inference.Models;
using Triage.Server.Benchmarks;
using Triage.Server.Hosting;

namespace Triage.Server.Cli;

/// <summary><c>triage bench</c>: what this machine needs for each stage, and how many calls it holds.</summary>
internal static class BenchCommand
{
    /// <summary>Enough for a 95th percentile that one disturbance does not set.</summary>
    private const int Repetitions = 40;

    public static Command Create(CliEnvironment environment) =>
        new("bench", "Mesure les coûts de calcul et la capacité de cette machine")
        {
            Stages(environment), BenchLoadCommand.Create(environment), BenchLoadClientsCommand.Create(environment),
            BenchLogCommand.Create(environment), BenchLogCommand.CreateWriter(environment),
        };

    private static Command Stages(CliEnvironment environment)
    {
        var json = new Option<bool>("--json") { Description = "Le rapport en JSON sur la sortie standard" };
        var models = ModelsOption.Create();
        var command = new Command("stages", "Mesure chaque étage, du son à la suggestion, sur un seul fil d'exécution") { json, models };
        command.SetAction(async (parsed, ct) =>
        {
            var catalog = ModelCatalog.Open(ModelsOption.Resolve(parsed.GetValue(models), environment));
            var samples = DeliveredFolders.SampleCalls ?? throw CliFailureException.Work("les appels fictifs (samples/calls) ne sont pas livrés avec ce programme");
            var benchmark = new StageBenchmark(catalog, BenchmarkSamples.Of(samples), Repetitions, environment.Time);
            var report = await WorkProgress.RunAsync(environment, parsed.GetValue(json), progress => Task.FromResult(benchmark.Run(progress.Report, ct)));
            environment.Out.WriteLine(parsed.GetValue(json) ? StageReportJson.Write(report) : StageReportTable.Render(report).TrimEnd());
            return ExitCodes.Done;
        });
        return command;
    }
}
