namespace Triage.TrialLog.Exports.Tables;

/// <summary>One value of a row; what counts is the member of its column's type. Nothing is boxed.</summary>
public readonly record struct Cell
{
    /// <summary>A value is there; without it the cell is missing.</summary>
    public bool HasValue { get; private init; }

    public string? Text { get; private init; }

    public long Whole { get; private init; }

    public double Number { get; private init; }

    public bool Boolean { get; private init; }

    public DateTimeOffset Instant { get; private init; }

    /// <summary>An empty text is a missing one: CSV cannot tell them apart.</summary>
    public static Cell Of(string? value) => string.IsNullOrEmpty(value) ? default : new() { HasValue = true, Text = value };

    public static Cell Of(long? value) => value is { } v ? new() { HasValue = true, Whole = v } : default;

    public static Cell Of(double? value) => value is { } v ? new() { HasValue = true, Number = v } : default;

    public static Cell Of(bool? value) => value is { } v ? new() { HasValue = true, Boolean = v } : default;

    public static Cell Of(DateTimeOffset? value) => value is { } v ? new() { HasValue = true, Instant = v } : default;
}
