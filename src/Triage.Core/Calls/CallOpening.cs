namespace Triage.Core.Calls;

/// <summary>Why a call was not opened.</summary>
public enum RefusalReason
{
    /// <summary>A call with this id is running, is ending, or has ended: its id cannot be used for a new one.</summary>
    AlreadyOpen,

    /// <summary>Asked to resume a call that is not held any more, or never was.</summary>
    UnknownCall,

    /// <summary>Admission: one more call would endanger those that run.</summary>
    Full,

    /// <summary>Models are not warm yet, or the appliance is stopping.</summary>
    NotReady,

    /// <summary>The setup breaks <see cref="CallSetupRules"/>, or does not match the call it resumes.</summary>
    InvalidSetup,
}

/// <summary>The answer to a request to open a call: <see cref="Opened"/> or <see cref="Refused"/>.</summary>
public abstract record CallOpening
{
    private CallOpening()
    {
    }

    /// <param name="HeldUntilS">
    /// Media time up to which audio is held, 0 for a new call. A source that resumes goes on from there; earlier audio that it
    /// sends again is not decoded twice.
    /// </param>
    public sealed record Opened(ICallSession Session, double HeldUntilS) : CallOpening;

    /// <param name="Message">For the source, in English: what is wrong and what to do.</param>
    /// <param name="Field">Which field of the setup, for <see cref="RefusalReason.InvalidSetup"/>.</param>
    public sealed record Refused(RefusalReason Reason, string Message, string? Field = null) : CallOpening;
}
