using System.CommandLine;
using System.CommandLine.Help;
using System.Globalization;
using Grpc.Core;
using Triage.Inference.Models;
using Triage.Server.Configuration;

namespace Triage.Server.Cli;

/// <summary>
/// The command line. A command is one file with a <c>Create</c> and one line in <see cref="Commands"/>. Failures are named on
/// standard error, one a line.
/// </summary>
internal static class TriageCli
{
    private static IEnumerable<Command> Commands(CliEnvironment environment) =>
    [
        DemoCommand.Create(environment),
        ServeCommand.Create(environment),
        ReplayCommand.Create(environment),
        EvaluateCommand.Create(environment),
        BenchCommand.Create(environment),
        CalibrateCommand.Create(environment),
        TrainCommand.Create(environment),
        ModelCommand.Create(environment),
        TrialCommand.Create(environment),
        LogCommand.Create(environment),
    ];

    /// <returns>0 done, 1 the work failed, 2 wrong usage or configuration.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CliEnvironment environment, CancellationToken ct)
    {
        CultureInfo.CurrentUICulture = new CultureInfo("fr");
        var root = new RootCommand("Triage : écoute, transcrit et aide à trier les appels au SAMU, sur place.");
        foreach (var command in Commands(environment))
            root.Add(command);
        foreach (var help in root.Options.OfType<HelpOption>())
            help.Description = "Affiche cette aide";
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                Fail(environment, error.Message);
            return ExitCodes.Usage;
        }
        try
        {
            // Signals are the program's (TerminationSignals), failures are named here.
            var invocation = new InvocationConfiguration
            {
                Output = environment.Out, Error = environment.Error, ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false,
            };
            return await parsed.InvokeAsync(invocation, ct);
        }
        catch (ConfigurationException e)
        {
            foreach (var fault in e.Faults)
                Fail(environment, fault);
            return ExitCodes.Usage;
        }
        catch (CliFailureException e)
        {
            Fail(environment, e.Message);
            return e.ExitCode;
        }
        catch (RpcException e) when (!ct.IsCancellationRequested)
        {
            Fail(environment, $"le serveur répond {e.StatusCode} : {e.Status.Detail}");
            return ExitCodes.Failed;
        }
        catch (Exception e) when (e is OperationCanceledException or RpcException && ct.IsCancellationRequested)
        {
            Fail(environment, "interrompu");
            return ExitCodes.Failed;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or ModelException)
        {
            Fail(environment, e.Message);
            return ExitCodes.Failed;
        }
    }

    private static void Fail(CliEnvironment environment, string message) => environment.Error.WriteLine($"triage : {message}");
}
