namespace Triage.TrialLog.Exports.Tables;

/// <summary>The types a column can have, each known by every writer.</summary>
public enum ColumnType
{
    Text,
    Whole,
    Number,
    Boolean,

    /// <summary>A moment with the offset from UTC under which it was recorded, to the microsecond.</summary>
    Instant,
}
