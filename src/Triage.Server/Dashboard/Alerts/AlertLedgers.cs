namespace Triage.Server.Dashboard.Alerts;

/// <summary>The ledgers of the browser tabs seen lately. Thread-safe.</summary>
internal sealed class AlertLedgers
{
    /// <summary>Tabs remembered: many times the screens of a centre.</summary>
    private const int MaxTabs = 256;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, AlertLedger> _tabs = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = new();

    /// <param name="tab">Random name that the tab gave itself.</param>
    public AlertLedger Of(string tab)
    {
        lock (_gate)
        {
            if (_tabs.TryGetValue(tab, out var known))
                return known;
            var ledger = _tabs[tab] = new();
            _order.Enqueue(tab);
            if (_order.Count > MaxTabs)
                _tabs.Remove(_order.Dequeue());
            return ledger;
        }
    }
}
