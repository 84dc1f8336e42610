using Triage.Core.Trial;

namespace Triage.Server.Dashboard.Exposure;

/// <summary>
/// What one page does with suggestions, for the record: displayed, seen, left, acted, each step once and in this order. Without a
/// record it does nothing. Used by its page only.
/// </summary>
/// <param name="record">Null: nothing is recorded on this appliance.</param>
internal sealed class ExposureReport(IEvidenceLog? record, ApplianceClock clock, string callId, string viewer)
{
    /// <summary>The page itself; random, names nobody.</summary>
    public string Screen { get; } = Guid.NewGuid().ToString("N");

    private long _displayed;
    private bool _seen;

    /// <summary>Sequence of the suggestion in the page; 0: none.</summary>
    public long Displayed => _displayed;

    /// <summary>The page has drawn this suggestion, or 0 for none; the one before has left.</summary>
    public void Show(long sequence)
    {
        if (sequence == _displayed)
            return;
        Leave();
        _displayed = sequence;
        if (sequence != 0)
            Report(ExposureKind.Displayed);
    }

    /// <summary>The browser says whether this suggestion is inside the visible part of a visible page.</summary>
    public void See(long sequence, bool visible)
    {
        if (sequence != _displayed || sequence == 0 || visible == _seen)
            return;
        _seen = visible;
        Report(visible ? ExposureKind.Seen : ExposureKind.Left);
    }

    /// <summary>The human answered the suggestion in the page.</summary>
    public void Act()
    {
        if (_displayed != 0)
            Report(ExposureKind.Acted);
    }

    /// <summary>The connection to the browser is gone, or the page is.</summary>
    public void Leave()
    {
        if (_seen)
            Report(ExposureKind.Left);
        _seen = false;
    }

    private void Report(ExposureKind kind) =>
        record?.Record(new ScreenExposure(callId, _displayed, kind, Screen, viewer, clock.Now, clock.Monotonic));
}
