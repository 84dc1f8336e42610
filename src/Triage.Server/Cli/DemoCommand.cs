using System.CommandLine;
using Grpc.Net.Client;
using Triage.Server.Configuration;
using Triage.Server.Dashboard.Pages;
using Triage.Server.Hosting;

namespace Triage.Server.Cli;

/// <summary><c>triage demo</c>: an appliance with the delivered models, and a sample call played to it in real time through gRPC.</summary>
internal static class DemoCommand
{
    private const string StandardCall = "arret-cardiaque";

    public static Command Create(CliEnvironment environment)
    {
        var call = new Option<string>("--call")
        {
            Description = "Appel fictif à jouer, nom d'un fichier de samples/calls",
            HelpName = "NOM",
            DefaultValueFactory = _ => StandardCall,
        };
        var exit = new Option<bool>("--exit") { Description = "Termine après l'appel au lieu de laisser tourner l'appareil" };
        var config = ConfigurationOption.Create();
        var command = new Command("demo", "Démarre l'appareil avec les modèles livrés et joue un appel fictif en temps réel") { call, exit, config };
        command.SetAction((parsed, ct) => RunAsync(
            environment, parsed.GetRequiredValue(call), parsed.GetValue(exit), TriageConfiguration.Load(parsed.GetValue(config), environment.Folder), ct));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, string call, bool exit, TriageConfiguration configuration, CancellationToken ct)
    {
        using var recording = RecordingSource.Open(SampleCall(call), null);
        await using var host = await ApplianceHost.StartAsync(
            configuration, environment.Desks, environment.Time, environment.Logging(LogLevel.Warning), ct);
        environment.Out.WriteLine($"Triage écoute : gRPC {host.Grpc}, web {host.Web}");
        ProfileLine.Write(environment, configuration);
        environment.Out.WriteLine("Chargement des modèles...");
        await host.Ready.WaitAsync(ct);
        environment.Out.WriteLine($"Écran : {new Uri(host.Web, CallPage.Url(CallId(call)))}");
        environment.Out.WriteLine($"Appel fictif « {call} », joué en temps réel. Suggestion d'une machine : un humain décide.");
        environment.Out.WriteLine();

        using var channel = GrpcChannel.ForAddress(host.Grpc);
        var player = new CallPlayer(environment.Time);
        Task Play(ICallScreen screen) => player.PlayAsync(channel, recording, CallId(call), 1, screen, ct);
        if (environment.MovingPicture() is { } console)
            await LiveScreen.RunAsync(console, Play);
        else
            await Play(new PlainScreen(environment.Out));

        if (!exit)
        {
            environment.Out.WriteLine();
            environment.Out.WriteLine($"L'appareil continue de tourner : gRPC {host.Grpc}, web {host.Web}. Ctrl-C pour l'arrêter.");
            await ct.UntilAskedAsync();
        }
        await host.StopAsync();
        return ExitCodes.Done;
    }

    private static string CallId(string call) => $"demo-{call}";

    private static string SampleCall(string call)
    {
        var folder = DeliveredFolders.SampleCalls ?? throw CliFailureException.Work("les appels fictifs (samples/calls) ne sont pas livrés avec ce programme");
        string[] names = [.. Directory.EnumerateFiles(folder, "*.wav").Select(Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)];
        return names.Contains(call, StringComparer.Ordinal)
            ? Path.Combine(folder, call + ".wav")
            : throw CliFailureException.Usage($"--call vaut « {call} » ; attendu : {string.Join(", ", names)}");
    }
}
