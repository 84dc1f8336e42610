namespace Triage.Server.Cli;

/// <summary>Waiting for the person or the service manager to say stop.</summary>
internal static class CancellationWait
{
    /// <summary>Completes, without a fault, when the token fires.</summary>
    public static async Task UntilAskedAsync(this CancellationToken ct)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = ct.Register(asked.SetResult);
        await asked.Task;
    }
}
