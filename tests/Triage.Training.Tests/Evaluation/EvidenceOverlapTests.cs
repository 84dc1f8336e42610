using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Training.Evaluation;
using Triage.Training.Heads;

namespace Triage.Training.Tests.Evaluation;

public sealed class EvidenceOverlapTests
{
    private static CallPrediction Quoting(FindingStatus status, params Evidence[] evidence) =>
        Judged.Said(Judged.Call("a", Priority.P0, null, "M01.01", ("inconscience", FindingStatus.Present)), Priority.P0, at: 31) with
        {
            Findings = [new Finding("inconscience", status, 1, evidence)],
        };

    /// <summary>Words seven and eight of ten in a turn of 20 to 30 s.</summary>
    [Fact]
    public void PlaceOf_Quote_IsTheShareOfItsTurn()
    {
        var call = Judged.Call("a", Priority.P0, null, "M01.01", ("fievre", FindingStatus.Present));
        Assert.Equal((26.0, 28.0), EvidenceOverlap.PlaceOf(call, call.Findings![0]));
        Assert.Equal((20.0, 30.0), EvidenceOverlap.PlaceOf(call, call.Findings[0] with { Quote = "nulle part" }));
        Assert.Null(EvidenceOverlap.PlaceOf(call, call.Findings[0] with { Turn = 9 }));
        Assert.Null(EvidenceOverlap.PlaceOf(call, call.Findings[0] with { Turn = null }));
    }

    [Theory]
    [InlineData(25.5, 26.5, 1, 1)]
    [InlineData(21, 25, 1, 0)]
    [InlineData(31, 33, 0, 0)]
    public void Of_OneQuote_TurnAndWordsByTime(double start, double end, double sameTurn, double overlapping)
    {
        var figures = EvidenceOverlap.Of([Quoting(FindingStatus.Present, new Evidence(CallChannel.Caller, start, end, "foxtrot six sept"))], 1);
        Assert.Equal((1, sameTurn, overlapping), (figures.Compared, figures.SameTurn!.Value, figures.Overlapping!.Value));
        Assert.Equal(2.0 * 2 / 5, figures.WordF1!.Value, 1e-12);
    }

    [Fact]
    public void Of_OtherStatus_IsNotCompared()
    {
        var figures = EvidenceOverlap.Of([Quoting(FindingStatus.Absent)], 1);
        Assert.Equal((0, null, null), (figures.Compared, figures.SameTurn, figures.WordF1));
    }

    [Fact]
    public void Delays_FromTheFirstLabelledWordToP0()
    {
        var late = Quoting(FindingStatus.Present);
        var never = Judged.Said(Judged.Call("b", Priority.P0, null, "M01.01", ("hemorragie", FindingStatus.Present)), Priority.P1);
        var denied = Judged.Said(Judged.Call("c", Priority.P0, null, "M01.01", ("hemorragie", FindingStatus.Absent)), Priority.P0, at: 1);
        var delays = VitalDelays.Of([late, never, denied]);
        Assert.Equal(["a", "b"], delays.Calls.Select(c => c.Call));
        Assert.Equal((5.0, 5.0, 1), (delays.MedianS, delays.LongestS, delays.Never));
    }
}
