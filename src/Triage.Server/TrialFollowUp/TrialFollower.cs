namespace Triage.Server.TrialFollowUp;

/// <summary>
/// Reads the evaluation record for the page of evaluators, at most once a minute however often the page is asked for: a long trial
/// holds many thousand calls. Thread-safe.
/// </summary>
internal sealed class TrialFollower(TrialReader reader, TimeProvider clock)
{
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private Task<TrialOverview?>? _reading;
    private long _readAt;

    /// <summary>Null: this appliance keeps no record.</summary>
    /// <exception cref="IOException">The record cannot be read now.</exception>
    public Task<TrialOverview?> OverviewAsync()
    {
        lock (_gate)
        {
            if (_reading is null || _reading.IsFaulted || (_reading.IsCompleted && clock.GetElapsedTime(_readAt) >= Fresh))
                (_reading, _readAt) = (Task.Run(ReadAsync), clock.GetTimestamp());
            return _reading;
        }
    }

    private async Task<TrialOverview?> ReadAsync()
    {
        if (await reader() is not { } situation)
            return null;
        var now = clock.GetUtcNow();
        return new(situation.Trial, await TrialProgress.OfAsync(situation, now), situation.Folder, now);
    }
}

/// <summary>What the page of evaluators shows.</summary>
/// <param name="At">When the record was read.</param>
public sealed record TrialOverview(FollowedTrial? Trial, TrialProgress Progress, string Folder, DateTimeOffset At);
