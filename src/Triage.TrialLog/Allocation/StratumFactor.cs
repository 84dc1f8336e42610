namespace Triage.TrialLog.Allocation;

/// <summary>One factor of the stratification. Levels are lower case letters, digits and hyphens.</summary>
public abstract record StratumFactor(string Name)
{
    /// <param name="startedAt">In the server's time zone.</param>
    public abstract string LevelOf(IReadOnlyDictionary<string, string> attributes, DateTimeOffset startedAt);
}

/// <summary>A part of the day: from one time to another, that one excluded; over midnight when it ends before it begins.</summary>
public sealed record ShiftHours(string Level, TimeOnly From, TimeOnly To);

/// <summary>The shift during which a call starts.</summary>
/// <param name="Shifts">Together the whole day, nothing twice.</param>
public sealed record ShiftFactor(string Name, IReadOnlyList<ShiftHours> Shifts) : StratumFactor(Name)
{
    public override string LevelOf(IReadOnlyDictionary<string, string> attributes, DateTimeOffset startedAt)
    {
        var time = TimeOnly.FromTimeSpan(startedAt.TimeOfDay);
        return Shifts.First(s => Holds(s, time)).Level;
    }

    // TimeOnly.IsBetween wraps over midnight; a whole day is written with equal ends, which it reads as nothing.
    internal static bool Holds(ShiftHours shift, TimeOnly time) => shift.From == shift.To || time.IsBetween(shift.From, shift.To);
}

/// <summary>What the source of a call says of it in one of its attributes.</summary>
/// <param name="Values">Values that are a level of their own, compared as they are; anything else, and nothing, is <see cref="Other"/>.</param>
public sealed record AttributeFactor(string Name, string Attribute, IReadOnlyList<string> Values) : StratumFactor(Name)
{
    public const string Other = "other";

    public override string LevelOf(IReadOnlyDictionary<string, string> attributes, DateTimeOffset startedAt) =>
        attributes.TryGetValue(Attribute, out var value) && Values.Contains(value, StringComparer.Ordinal) ? value : Other;
}
