using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Cli;

/// <summary>Where a command shows a call: one line of JSON an event, plain lines, or a moving picture. One event at a time.</summary>
internal interface ICallScreen
{
    void Started(string callId);

    void Show(V1.CallEvent happened);
}
