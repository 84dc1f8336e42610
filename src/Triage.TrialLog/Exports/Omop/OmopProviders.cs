namespace Triage.TrialLog.Exports.Omop;

/// <summary>Operators, doctors and adjudicators by pseudonym; keys in the order in which they first appear.</summary>
internal sealed class OmopProviders
{
    private readonly Dictionary<string, (int Id, string? Role)> _known = new(StringComparer.Ordinal);

    public int IdOf(string key, string? role)
    {
        if (_known.TryGetValue(key, out var known))
        {
            if (known.Role is null && role is not null)
                _known[key] = (known.Id, role);
            return known.Id;
        }
        _known[key] = (_known.Count + 1, role);
        return _known.Count;
    }

    public void Write(OmopTableWriter table)
    {
        foreach (var (key, (id, role)) in _known.OrderBy(p => p.Value.Id))
            table.Integer(id).Missing(3).Integer(OmopConcepts.None).Missing(3).Text(key).Text(role).Missing(3).End();
    }
}
