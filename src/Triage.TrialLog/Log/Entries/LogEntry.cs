using System.Text.Json.Serialization;

namespace Triage.TrialLog.Log.Entries;

/// <summary>
/// What an event says: its payload, typed. Each has one type name and version in <see cref="EntryCatalogue"/>; a changed meaning is a
/// new version beside the old one. No member may hold words of a call.
/// </summary>
public abstract record LogEntry
{
    /// <summary>It is on the disk before anyone acts on it; others may be lost when the power fails within the last second.</summary>
    [JsonIgnore]
    public virtual bool Durable => false;

    public sealed override string ToString() => GetType().Name;
}

/// <summary>An event whose words lie in the content store.</summary>
public abstract record ContentEntry : LogEntry
{
    /// <summary>SHA-256 of the sealed content, 64 hexadecimal digits; null: there are no words, or nothing keeps them. Set by the writer.</summary>
    public string? Content { get; init; }
}
