using Triage.TrialLog.Exports.Tables;

namespace Triage.TrialLog.Exports;

/// <summary>What an export says of itself and what it may hold. Equal options and equal data give equal bytes.</summary>
public sealed record ExportOptions
{
    /// <summary>When the export was asked for, on the clock of the machine; stands in every file that dates itself.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Version of this software.</summary>
    public required string Software { get; init; }

    /// <summary>The selection in words for the README: period and calls asked for; null: everything.</summary>
    public string? Selection { get; init; }

    /// <summary>Every protocol of the log, in the order in which they came into force; none: no trial.</summary>
    public IReadOnlyList<RecordedProtocol> Protocols { get; init; } = [];

    /// <summary>Combinations of attributes that fewer calls share are told as small cells; 0: none is.</summary>
    public int SmallCellThreshold { get; init; } = SmallCells.UsualThreshold;

    /// <summary>The clock on the site's wall: OMOP has no offsets, and partners of the exchange expect local times.</summary>
    public TimeZoneInfo Zone { get; init; } = TimeZoneInfo.Utc;

    /// <summary>Words of calls may leave: the protocol asks for them and so does whoever exports. Everything else is codes, numbers and times.</summary>
    public bool Quotes { get; init; }

    /// <summary>
    /// Identifier of the organisation in the national exchange, four to six parts, e.g. <c>fr.health.samu440</c>; messages are made in its name.
    /// </summary>
    public string Organisation { get; init; } = "fr.health.triage";
}
