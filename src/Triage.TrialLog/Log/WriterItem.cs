using Triage.TrialLog.Content;
using Triage.TrialLog.Log.Entries;

namespace Triage.TrialLog.Log;

/// <summary>What waits for the writer.</summary>
internal abstract record WriterItem
{
    /// <summary>Completes once it is done and on the disk.</summary>
    public TaskCompletionSource<long>? Done { get; init; }
}

/// <summary>An event.</summary>
/// <param name="Content">Its words, sealed by the writer.</param>
internal sealed record AppendItem(EventStamp Stamp, string? Call, LogEntry Entry, CallContent? Content = null) : WriterItem;

/// <summary>The day may be over: sign its head. Forced: at a stop, whatever the day.</summary>
internal sealed record HeadItem(EventStamp Stamp, bool Forced) : WriterItem;

/// <summary>Work between two transactions, on the writer's thread.</summary>
internal sealed record WorkItem(Func<long> Work) : WriterItem;
