namespace Triage.Core.Telemetry;

/// <summary>How the stream of a source ended. The call may live on: see <see cref="Calls.EndReason"/> for how that ended.</summary>
public enum SourceDeparture
{
    /// <summary>With its call: hang-up, or the appliance ended it.</summary>
    CallOver,

    /// <summary>The connection broke, or the client cancelled.</summary>
    Vanished,

    /// <summary>The source closed its side and had not said that the call is over.</summary>
    ClosedWithoutEnd,

    /// <summary>The source came back on another connection, which has the call now.</summary>
    TakenOver,

    /// <summary>It did not take its events.</summary>
    ReaderTooSlow,

    /// <summary>It broke the protocol, or said nothing.</summary>
    ProtocolBroken,

    /// <summary>The appliance failed on the stream.</summary>
    Failed,
}
