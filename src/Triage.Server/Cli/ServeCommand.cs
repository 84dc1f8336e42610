using System.CommandLine;
using Triage.Server.Configuration;
using Triage.Server.Hosting;

namespace Triage.Server.Cli;

/// <summary><c>triage serve</c>: the appliance until it is asked to stop; then every call decides what it heard.</summary>
internal static class ServeCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var config = ConfigurationOption.Create();
        var command = new Command("serve", "Démarre l'appareil : gRPC, santé ; s'arrête proprement sur SIGTERM ou Ctrl-C") { config };
        command.SetAction((parsed, ct) => RunAsync(environment, TriageConfiguration.Load(parsed.GetValue(config), environment.Folder), ct));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, TriageConfiguration configuration, CancellationToken ct)
    {
        await using var host = await ApplianceHost.StartAsync(
            configuration, environment.Desks, environment.Time, environment.Logging(configuration.Log.Level), ct,
            evidence: configuration.Evidence.Enabled ? configuration.Evidence.At(environment.Folder) : null);
        environment.Out.WriteLine($"gRPC {host.Grpc}");
        environment.Out.WriteLine($"Web  {host.Web}");
        ProfileLine.Write(environment, configuration);
        try
        {
            await host.Ready.WaitAsync(ct);
            if (host.Compute.Line is { } compute)
                environment.Out.WriteLine(compute);
            environment.Out.WriteLine("Prêt.");
            await ct.UntilAskedAsync();
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // Asked to stop during the warm-up: stopping below is all there is to do.
        }
        return await host.StopAsync()
            ? ExitCodes.Done
            : throw CliFailureException.Work($"des appels n'étaient pas terminés après {configuration.Stop.Drain.TotalSeconds:F0} s (stop.drain_s)");
    }
}
