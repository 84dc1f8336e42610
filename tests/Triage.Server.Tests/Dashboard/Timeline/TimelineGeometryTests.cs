using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Server.Dashboard.Following;
using Triage.Server.Dashboard.Timeline;
using static Triage.Server.Tests.Dashboard.Talk;

namespace Triage.Server.Tests.Dashboard.Timeline;

public sealed class TimelineGeometryTests
{
    [Fact]
    public void Of_SpeechOfTwo_IsABarInTheRowOfItsSpeaker()
    {
        var strip = Strip(100, Said(CallChannel.Operator, 1, 10, "a b c d e"), Said(CallChannel.Caller, 1, 50, "a b"));

        Assert.Equal([CallChannel.Operator, CallChannel.Caller], strip.Rows);
        Assert.Equal([new(100, 48, 0), new TimelineBar(500, 18, 1)], strip.Speech);
        Assert.Equal([30, 60, 90], strip.TicksS);
    }

    [Fact]
    public void Of_AShortWordInALongCall_StaysVisibleInsideTheBox()
    {
        var strip = Strip(7200, Said(CallChannel.Caller, 1, 7199.5, "oui"), new AudioGap(CallChannel.Caller, GapReason.Lost, 0, 0.01));
        Assert.All([.. strip.Speech, .. strip.Gaps], b => Assert.True(b.X >= 0 && b.Width >= 2 && b.X + b.Width <= TimelineGeometry.Width, b.ToString()));
        Assert.InRange(strip.TicksS.Count, 1, 8);
    }

    [Fact]
    public void Of_Suggestions_MarksChangesOnlyAndPresentFindingsAtTheirFirstWords()
    {
        var strip = Strip(
            100,
            Suggests(Priority.P1, atS: 5, reason: AbstentionReason.NotEnoughSaid), Suggests(Priority.P1, atS: 10), Suggests(Priority.P1, atS: 20),
            Suggests(Priority.P0, atS: 30), Suggests(Priority.P0, "M01.02", atS: 40), Suggests(Priority.P0, "M01.02", atS: 50, reason: AbstentionReason.LowConfidence),
            Suggests(Priority.P0, "M01.02", 60, 1, AbstentionReason.None,
                Finds("inconscience", FindingStatus.Present, CallChannel.Caller, 25, 26), Finds("chute", FindingStatus.Absent, CallChannel.Caller, 27, 28)));

        Assert.Equal([(100, "P1"), (300, "P0"), (400, "P0"), (500, ""), (600, "P0")], strip.Changes.Select(c => (c.X, c.What)));
        Assert.Equal([new TimelineMark(250, 25, "inconscience")], strip.Findings);
    }

    [Fact]
    public void Of_AnEmptyCall_HasALengthAndNothingInIt()
    {
        var strip = Strip(0);
        Assert.Equal((30, 0, 0), (strip.LengthS, strip.Rows.Count, strip.Speech.Count));
    }

    private static TimelineGeometry Strip(double heardS, params CallEvent[] events) =>
        TimelineGeometry.Of(events.Aggregate(new CallView("c1"), (view, e) => view.With(e)), heardS);
}
