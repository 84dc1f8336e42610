using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using Grpc.Net.Client;
using Triage.Server.Configuration;
using Triage.Server.Hosting;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Cli;

/// <summary><c>triage replay</c>: a recording as a live call, to an appliance of its own or to one that runs elsewhere.</summary>
internal static class ReplayCommand
{
    private const double SlowestSpeed = 0.1;
    private const double FastestSpeed = 50;

    /// <param name="Speed">Times real time, or null for as fast as it goes.</param>
    private sealed record Request(string Path, double? Speed, bool Json, Uri? Server, IReadOnlyList<V1.Channel>? Channels, string? Config);

    public static Command Create(CliEnvironment environment)
    {
        var path = new Argument<string>("APPEL.wav") { Description = "Enregistrement WAV : 2 canaux (opérateur, appelant) ou 1 (voix mêlées)" };
        var speed = new Option<double>("--speed")
        {
            Description = $"Vitesse : {SlowestSpeed.ToString(CultureInfo.InvariantCulture)} à {FastestSpeed}, 1 pour le temps réel, max pour aussi vite que possible",
            HelpName = "X|max",
            CustomParser = ParseSpeed,
            DefaultValueFactory = _ => 1,
        };
        var json = new Option<bool>("--json") { Description = "Un événement par ligne, en JSON, sur la sortie standard" };
        var server = new Option<Uri?>("--server")
        {
            Description = "Appareil qui tourne déjà, par exemple http://127.0.0.1:5015 (par défaut : un appareil est démarré ici)",
            HelpName = "URL",
            CustomParser = ParseServer,
        };
        var channels = new Option<V1.Channel[]?>("--channels")
        {
            Description = "Qui parle sur chaque canal : operator,caller ou mixed",
            HelpName = "NOMS",
            CustomParser = ParseChannels,
        };
        var config = ConfigurationOption.Create();
        var command = new Command("replay", "Rejoue un enregistrement comme un appel en cours") { path, speed, json, server, channels, config };
        command.Validators.Add(result =>
        {
            if (result.GetResult(server) is { Implicit: false } && result.GetResult(config) is { Implicit: false })
                result.AddError("--config ne sert qu'à l'appareil démarré ici ; avec --server, il est inutile");
        });
        command.SetAction((parsed, ct) => RunAsync(environment, new(
            Path.Combine(environment.Folder, parsed.GetRequiredValue(path)),
            double.IsPositiveInfinity(parsed.GetValue(speed)) ? null : parsed.GetValue(speed),
            parsed.GetValue(json), parsed.GetValue(server), parsed.GetValue(channels) is { Length: > 0 } named ? named : null, parsed.GetValue(config)), ct));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, Request request, CancellationToken ct)
    {
        using var recording = RecordingSource.Open(request.Path, request.Channels);
        if (recording.Channels is [V1.Channel.Mixed])
            environment.Error.WriteLine("triage : un seul canal, les voix sont mêlées : rien ne dit qui parle");
        if (request.Server is { } server)
        {
            await PlayAsync(environment, request, recording, server, ct);
        }
        else
        {
            var configuration = TriageConfiguration.Load(request.Config, environment.Folder);
            var here = new IPEndPoint(IPAddress.Loopback, 0);
            await using var host = await ApplianceHost.StartAsync(
                configuration with { Listen = new() { Grpc = here, Web = here } },
                environment.Desks, environment.Time, environment.Logging(LogLevel.Warning), ct);
            await host.Ready.WaitAsync(ct);
            await PlayAsync(environment, request, recording, host.Grpc, ct);
            await host.StopAsync();
        }
        if (recording.Truncated)
            throw CliFailureException.Work($"{request.Path} : enregistrement tronqué ; ce qu'il contenait a été joué");
        return ExitCodes.Done;
    }

    private static async Task PlayAsync(CliEnvironment environment, Request request, RecordingSource recording, Uri server, CancellationToken ct)
    {
        using var channel = GrpcChannel.ForAddress(server);
        var player = new CallPlayer(environment.Time);
        var callId = $"{Path.GetFileNameWithoutExtension(request.Path)}-{Guid.NewGuid().ToString("N")[..8]}";
        Task Play(ICallScreen screen) => player.PlayAsync(channel, recording, callId, request.Speed, screen, ct);
        if (request.Json)
            await Play(new JsonScreen(environment.Out));
        else if (request.Speed is not null && environment.MovingPicture() is { } console)
            await LiveScreen.RunAsync(console, Play);
        else
            await Play(new PlainScreen(environment.Out));
    }

    private static double ParseSpeed(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text == "max")
            return double.PositiveInfinity;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var speed) && speed is >= SlowestSpeed and <= FastestSpeed)
            return speed;
        result.AddError($"--speed vaut « {text} » ; attendu : un nombre de {SlowestSpeed.ToString(CultureInfo.InvariantCulture)} à {FastestSpeed}, ou max");
        return 1;
    }

    private static Uri? ParseServer(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var server) && server.Scheme is "http" or "https" && server.PathAndQuery == "/")
            return server;
        result.AddError($"--server vaut « {text} » ; attendu : une adresse comme http://127.0.0.1:5015");
        return null;
    }

    private static V1.Channel[]? ParseChannels(ArgumentResult result)
    {
        var names = result.Tokens[0].Value.Split(',');
        V1.Channel[] channels = [.. names.Select(name => name switch
        {
            "operator" => V1.Channel.Operator,
            "caller" => V1.Channel.Caller,
            "mixed" => V1.Channel.Mixed,
            _ => V1.Channel.Unspecified,
        })];
        if (!channels.Contains(V1.Channel.Unspecified) && channels.Distinct().Count() == channels.Length && (channels.Length == 1 || !channels.Contains(V1.Channel.Mixed)))
            return channels;
        result.AddError($"--channels vaut « {result.Tokens[0].Value} » ; attendu : operator,caller ou caller,operator ou mixed");
        return null;
    }
}
