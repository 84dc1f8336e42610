using System.CommandLine;
using Triage.Server.Benchmarks.Load;

namespace Triage.Server.Cli;

/// <summary>
/// The hidden command that <c>bench load</c> starts in another process: callers of a load, their report as JSON lines on standard
/// output. Ends when its standard input closes: callers do not outlive the benchmark.
/// </summary>
internal static class BenchLoadClientsCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var server = new Option<Uri>("--server") { Required = true, CustomParser = result => new(result.Tokens[0].Value) };
        var calls = new Option<int>("--calls") { Required = true };
        var warmUp = new Option<double>("--warm-up") { Required = true };
        var seconds = new Option<double>("--seconds") { Required = true };
        var drain = new Option<double>("--drain") { Required = true };
        var seed = new Option<int>("--seed") { Required = true };
        var audio = new Option<string[]>("--audio") { Required = true };
        var command = new Command(ClientProcess.Command, "Appelants simulés (interne à bench load)") { server, calls, warmUp, seconds, drain, seed, audio };
        command.Hidden = true;
        command.SetAction((parsed, ct) => RunAsync(environment, new ClientWork(parsed.GetRequiredValue(server), parsed.GetValue(calls), parsed.GetValue(warmUp),
            parsed.GetValue(seconds), parsed.GetValue(drain), parsed.GetValue(seed)), parsed.GetRequiredValue(audio), ct));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, ClientWork work, string[] audio, CancellationToken ct)
    {
        if (work is not { Lines: >= 1, WarmUpS: > 0, MeasuredS: > 0, DrainS: > 0 })
            throw CliFailureException.Usage("--calls, --warm-up, --seconds et --drain doivent être positifs");
        using var orphaned = CancellationTokenSource.CreateLinkedTokenSource(ct);
        // A console is read on a thread of its own, which ends with the process.
        var parent = Task.Run(InputClosed, ct);
        var stopped = parent.ContinueWith(_ => orphaned.CancelAsync(), orphaned.Token, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
        await new LoadClients(work, LoadRecording.ReadFolders(audio), environment.Time).RunAsync(
            happened => environment.Out.WriteLine(happened.ToLine()), orphaned.Token);
        return stopped.IsFaulted ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static void InputClosed()
    {
        using var input = System.Console.OpenStandardInput();
        var nothing = new byte[64];
        while (input.Read(nothing) > 0)
        {
        }
    }
}
