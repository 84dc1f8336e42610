using Triage.Core.Calls;
using Triage.Server.Configuration;

namespace Triage.Server.Cli;

/// <summary>A warm desk without a host, for an evaluation: no listener, no metrics, stopped and released when the work is done.</summary>
internal static class EvaluationDesk
{
    public static async Task<T> UseAsync<T>(
        CliEnvironment environment, TriageConfiguration configuration, WorkProgress progress, Func<ICallDesk, Task<T>> work, CancellationToken ct)
    {
        await using var services = new ServiceCollection()
            .AddLogging(environment.Logging(LogLevel.Warning))
            .AddSingleton(environment.Time)
            .BuildServiceProvider();
        var desk = environment.Desks(configuration, services);
        try
        {
            progress.Report("Chargement des modèles", 0);
            await desk.WarmUpAsync(ct);
            return await work(desk);
        }
        finally
        {
            await desk.StopAsync(ct);
            if (desk is IAsyncDisposable held)
                await held.DisposeAsync();
        }
    }
}
