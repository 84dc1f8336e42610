using Triage.TrialLog.Content;

namespace Triage.TrialLog.Log;

/// <summary>
/// Which pseudonym a call id has at the moment. A site may use an id again: the second call of that name is another call and gets
/// another pseudonym. Thread-safe.
/// </summary>
internal sealed class CallKeys(Pseudonyms pseudonyms, Func<string, bool> isTaken)
{
    /// <summary>Calls whose pseudonym is held; older ones are found again in the log.</summary>
    private const int Held = 4096;

    private readonly object _gate = new();
    private readonly Dictionary<string, string> _current = new(StringComparer.Ordinal);

    /// <summary>A pseudonym for a new call of this id.</summary>
    public string New(string callId)
    {
        lock (_gate)
        {
            _current.TryGetValue(callId, out var earlier);
            var occurrence = 1;
            string key;
            do
                key = pseudonyms.Call(callId, occurrence++);
            while (key == earlier || isTaken(key));
            return Keep(callId, key);
        }
    }

    /// <summary>The pseudonym of the latest call of this id, whether it is open or long over.</summary>
    public string Of(string callId)
    {
        lock (_gate)
        {
            if (_current.TryGetValue(callId, out var known))
                return known;
            var key = pseudonyms.Call(callId);
            for (var occurrence = 2; isTaken(pseudonyms.Call(callId, occurrence)); occurrence++)
                key = pseudonyms.Call(callId, occurrence);
            return Keep(callId, key);
        }
    }

    private string Keep(string callId, string key)
    {
        if (_current.Count >= Held)
            _current.Clear();
        return _current[callId] = key;
    }
}
