namespace Triage.Training.Synthesis;

/// <summary>What the placeholders of one call stand for.</summary>
internal sealed class PhraseContext
{
    /// <summary>Placeholders that are no agreement.</summary>
    public static IReadOnlyList<string> ValueNames { get; } =
        ["patient", "votre", "age", "prenom", "nom", "adresse", "ville", "numero", "duree", "heure"];

    public required Sex Patient { get; init; }

    public required Sex Caller { get; init; }

    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>Values drawn anew each time they are said.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Drawn { get; init; }

    public string Value(string name, SeededRandom random) =>
        Drawn.TryGetValue(name, out var options) ? random.Pick(options) : Values[name];
}
