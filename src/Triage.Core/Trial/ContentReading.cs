namespace Triage.Core.Trial;

/// <summary>How the words of a call left the appliance.</summary>
public enum ReadingWay
{
    /// <summary>The page of the call on a screen.</summary>
    Page,

    /// <summary>The method <c>GetCall</c>: a suggestion quotes the caller.</summary>
    GetCall,

    /// <summary>The method <c>ListCalls</c>, likewise.</summary>
    ListCalls,

    /// <summary>The method <c>WatchCalls</c>: transcripts and suggestions.</summary>
    WatchCalls,
}

/// <summary>Somebody reads what was said in a call.</summary>
/// <param name="Reader">Account name, or what stands for it; never leaves the evidence log but as a pseudonym.</param>
public sealed record ContentReading(string CallId, string Reader, ReadingWay Way)
{
    /// <summary>Without the reader.</summary>
    public override string ToString() => $"{Way} of call {CallId}";
}
