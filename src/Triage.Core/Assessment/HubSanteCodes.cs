using System.Collections.Frozen;

namespace Triage.Core.Assessment;

/// <summary>
/// Code lists of the national exchange between SAMU actors that the product writes, beside <see cref="MotiveCatalogue"/>,
/// <see cref="Priority"/> and <see cref="CareLevel"/> (schema version 26.07.29). What a code means is in the lists themselves.
/// </summary>
public static class HubSanteCodes
{
    /// <summary>Code list <c>role</c>: who an operator is.</summary>
    public static FrozenSet<string> Roles { get; } = new[] { "AMBULANCIER", "ARM", "INFIRMIER", "MEDECIN", "PILOTE", "TCM", "AUTRE", "INCONNU" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Code list <c>sexe</c>.</summary>
    public static FrozenSet<string> Sexes { get; } = new[] { "M", "F", "O", "UN" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Code list <c>origine</c>: the line or the partner by which a call reached the centre.</summary>
    public static FrozenSet<string> Origins { get; } = new[]
    {
        "15", "116117", "AUTOCOM", "112", "115", "CRRA", "AUTREC15", "CTA-CONF", "CTA-PI", "AUTRECTA", "CNR", "FDO", "SNATED", "PDSSOS", "TELASSIST", "CROSS", "PUBLIC",
        "DATA", "AUTRE",
    }.ToFrozenSet(StringComparer.Ordinal);
}
