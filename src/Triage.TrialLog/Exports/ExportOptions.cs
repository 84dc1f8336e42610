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

    /// <summary>The trial's protocol as JSON, exactly as it was committed; null: no trial.</summary>
    public string? ProtocolJson { get; init; }

    /// <summary>Words of calls may leave: the protocol asks for them and so does whoever exports. Everything else is codes, numbers and times.</summary>
    public bool Quotes { get; init; }

    /// <summary>
    /// Identifier of the organisation in the national exchange, four to six parts, e.g. <c>fr.health.samu440</c>; messages are made in its name.
    /// </summary>
    public string Organisation { get; init; } = "fr.health.triage";
}
