namespace Triage.Core.Trial;

/// <summary>What became of a suggestion on a screen, in the order in which it happens.</summary>
public enum ExposureKind
{
    /// <summary>It is in the page of a screen.</summary>
    Displayed,

    /// <summary>It is inside the visible part of a page that is itself visible.</summary>
    Seen,

    /// <summary>It is no longer visible: replaced, scrolled away, page hidden or closed.</summary>
    Left,

    /// <summary>The human answered it: accepted, modified or rejected.</summary>
    Acted,
}

/// <summary>One step of the exposure of a human to a suggestion, as a screen reports it.</summary>
/// <param name="SuggestionSequence">Sequence of the <see cref="Calls.SuggestionMade"/> in its call.</param>
/// <param name="Screen">One page that was opened, for as long as it is open; random, names nobody.</param>
/// <param name="Viewer">Account name of who looks; never leaves the evidence log but as a pseudonym.</param>
/// <param name="At">Wall time of the server.</param>
/// <param name="Monotonic">Time since the start of the appliance; not touched by a change of the clock.</param>
public sealed record ScreenExposure(
    string CallId, long SuggestionSequence, ExposureKind Kind, string Screen, string Viewer, DateTimeOffset At, TimeSpan Monotonic)
{
    /// <summary>Without the viewer.</summary>
    public override string ToString() => $"{Kind} of suggestion #{SuggestionSequence} of call {CallId}";
}
