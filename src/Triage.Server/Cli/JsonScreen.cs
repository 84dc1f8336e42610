using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Cli;

/// <summary>One line of JSON an event; see <see cref="EventJson"/>.</summary>
internal sealed class JsonScreen(TextWriter output) : ICallScreen
{
    public void Started(string callId) => output.WriteLine(EventJson.Started(callId));

    public void Show(V1.CallEvent happened)
    {
        if (EventJson.Line(happened) is { } line)
            output.WriteLine(line);
    }
}
