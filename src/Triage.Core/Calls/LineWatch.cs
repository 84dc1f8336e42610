namespace Triage.Core.Calls;

internal sealed class LineWatch(CallChannel channel, int rate, Action<CallEvent> emit)
{
    public void Push(ReadOnlySpan<float> samples) { }
}
