namespace Triage.TrialLog.Exports.Omop;

/// <summary>
/// The standard concepts that this export uses (OHDSI vocabularies); everything else is 0, "no matching concept", with the code in
/// the source value.
/// </summary>
internal static class OmopConcepts
{
    public const int None = 0;

    /// <summary>Gender.</summary>
    public const int Male = 8507;

    /// <summary>Gender.</summary>
    public const int Female = 8532;

    /// <summary>Type concept: electronic health record.</summary>
    public const int FromRecord = 32817;

    /// <summary>Type concept: natural language processing.</summary>
    public const int FromLanguage = 32858;

    /// <summary>Type concept: standard algorithm.</summary>
    public const int FromAlgorithm = 32880;

    /// <summary>OMOP CDM version 5.4.</summary>
    public const int Version54 = 756265;

    public static IReadOnlyList<int> All { get; } = [None, Male, Female, FromRecord, FromLanguage, FromAlgorithm, Version54];
}
