namespace Triage.TrialLog.Log.Entries;

/// <summary>The first event of a log.</summary>
/// <param name="Log">Random identity, 32 hexadecimal digits; stands in every signed head.</param>
/// <param name="Format">Version of the chain's own rules: 1.</param>
public sealed record LogCreatedEntry(string Log, int Format) : LogEntry
{
    public override bool Durable => true;
}

/// <summary>The log was opened for writing, and this is what was found.</summary>
/// <param name="Clean">The last writer had stopped as it should.</param>
/// <param name="LastSequence">Last event that was on the disk.</param>
/// <param name="LostAtLeast">Events that a signed head or the content store proves to have been there beyond that.</param>
/// <param name="ContentWithoutEvent">Words whose event was lost; they are kept apart until their retention ends.</param>
/// <param name="EventsWithoutContent">Events since the last head whose words were lost.</param>
public sealed record LogOpenedEntry(
    bool Clean, long LastSequence, long LostAtLeast, IReadOnlyList<ContentPlace> ContentWithoutEvent, IReadOnlyList<ContentPlace> EventsWithoutContent) : LogEntry
{
    public override bool Durable => true;
}

/// <summary>Where words lie, or should.</summary>
/// <param name="Call">Pseudonym of the call.</param>
/// <param name="Sequence">Event of the log.</param>
public sealed record ContentPlace(string Call, long Sequence);

/// <summary>A key is in use from here on.</summary>
/// <param name="Use"><c>signing</c>, <c>content</c> or <c>pseudonym</c>.</param>
/// <param name="Key">Identity of the key; does not tell it.</param>
/// <param name="Created">It was made now; otherwise it was there already.</param>
/// <param name="PublicKey">For <c>signing</c>: the Ed25519 key that checks the heads, hexadecimal.</param>
public sealed record KeyEntry(string Use, string Key, bool Created, string? PublicKey = null) : LogEntry
{
    public override bool Durable => true;
}

/// <param name="Software">Version of the program.</param>
/// <param name="Site">Name of the site, as the configuration gives it.</param>
public sealed record ApplianceStartedEntry(string Software, string Site) : LogEntry;

/// <param name="Reason">Stable code: <c>stopped</c>.</param>
public sealed record ApplianceStoppedEntry(string Reason) : LogEntry
{
    public override bool Durable => true;
}

/// <summary>What runs from here on, each named by what identifies its bytes (SHA-256, hexadecimal).</summary>
/// <param name="TriageModel">Weights, thresholds and vocabulary of the triage.</param>
public sealed record VersionsEntry(string Software, string Configuration, string SpeechModel, string TriageModel) : LogEntry;

/// <summary>The server's wall clock was set.</summary>
/// <param name="StepMs">By how much it jumped against the monotonic clock, milliseconds; negative: backwards.</param>
public sealed record ClockChangedEntry(double StepMs) : LogEntry;

/// <summary>The log could not be written for a while; what came meanwhile waited in memory and follows or precedes this event.</summary>
/// <param name="What">Stable code: <c>disk_full</c>, <c>disk_error</c>.</param>
/// <param name="Waited">Events that waited when the disk took them again.</param>
public sealed record StorageOutageEntry(string What, DateTimeOffset From, DateTimeOffset To, long Waited) : LogEntry;

/// <summary>More came than the log could hold in memory: these are gone.</summary>
/// <param name="ByType">How many of each type.</param>
public sealed record EventsLostEntry(long Count, IReadOnlyDictionary<string, long> ByType, DateTimeOffset From, DateTimeOffset To) : LogEntry
{
    public override bool Durable => true;
}

/// <summary>A signed head; see <see cref="Chain.DayHead"/>.</summary>
public sealed record DayHeadEntry(string Log, string Date, long LastSequence, string Hash, string Signature, string PublicKey) : LogEntry
{
    public override bool Durable => true;
}

/// <summary>Somebody read or exported something.</summary>
/// <param name="Reader">Pseudonym of who; for a command on the server, of the account it ran under.</param>
/// <param name="What">Stable code: <see cref="ContentRead"/>, <see cref="LogExported"/>, <see cref="ReportMade"/>.</param>
/// <param name="Scope">
/// What of it, in stable terms, never words. Of a call that is read: <c>page</c>, <c>get_call</c>, <c>list_calls</c>, <c>watch_calls</c>; of an
/// export its format and how many calls; of a report how many calls.
/// </param>
public sealed record AccessEntry(string Reader, string What, string? Scope) : LogEntry
{
    public const string ContentRead = "content_read", LogExported = "log_exported", ReportMade = "report_made";

    public override bool Durable => true;
}

/// <summary>The words of a call were deleted: its key is gone. The proof that the chain stays whole.</summary>
/// <param name="Rows">Pieces of content that were deleted.</param>
/// <param name="Digest">SHA-256 over the SHA-256 of each sealed piece in the order of its event; the events name the same ones.</param>
/// <param name="Reason">Stable code: <c>retention</c>, <c>request</c>.</param>
/// <param name="By">Pseudonym of who asked; null: the appliance by itself.</param>
public sealed record ContentDeletedEntry(long Rows, string Digest, string Reason, string? By) : LogEntry
{
    public override bool Durable => true;
}

/// <summary>A pass of the retention job.</summary>
/// <param name="Days">Days that content is kept.</param>
/// <param name="Calls">Calls whose content it deleted.</param>
public sealed record RetentionEntry(int Days, long Calls) : LogEntry;
