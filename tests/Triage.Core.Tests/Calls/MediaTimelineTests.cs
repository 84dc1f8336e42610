using FsCheck.Xunit;
using Triage.Core.Calls;

namespace Triage.Core.Tests.Calls;

public sealed class MediaTimelineTests
{
    private const int Rate = 8000;

    [Fact]
    public void Place_WholePacketMissing_IsFilled()
    {
        var timeline = new MediaTimeline(Rate);
        timeline.Place(0, 160);

        Assert.Equal(new TimelineStep(160, 0), timeline.Place(0.04, 160));
        Assert.Equal(480, timeline.Frames);
        Assert.Equal(0.06, timeline.HeardS);
    }

    [Theory]
    [InlineData(160, 160)] // the same packet again
    [InlineData(240, 160)] // part of it is new
    [InlineData(1600, 1600)]
    public void Place_TimeAlreadyTaken_IsLeftOut(int frames, int skipped)
    {
        var timeline = new MediaTimeline(Rate);
        timeline.Place(0, 8000);

        var step = timeline.Place(1 - skipped / (double)Rate, frames);

        Assert.Equal(new TimelineStep(0, skipped), step);
        Assert.Equal(8000 + frames - skipped, timeline.Frames);
    }

    [Fact]
    public void Place_LongPast_LeavesOutTheChunkAndNoMore()
    {
        var timeline = new MediaTimeline(Rate);
        timeline.Place(0, 80_000);

        Assert.Equal(new TimelineStep(0, 160), timeline.Place(0, 160));
        Assert.Equal(80_000, timeline.Frames);
    }

    [Theory]
    [InlineData(0.010)]
    [InlineData(-0.010)]
    [InlineData(0.0199)]
    public void Place_SmallDisagreement_IsIgnored(double offS)
    {
        var timeline = new MediaTimeline(Rate);
        timeline.Place(0, 8000);

        Assert.Equal(default, timeline.Place(1 + offS, 160));
        Assert.Equal(8160, timeline.Frames);
    }

    [Fact]
    public void Place_RepeatedAudio_HasNoToleranceBackwards()
    {
        var timeline = new MediaTimeline(Rate);
        timeline.Place(0, 8000);

        Assert.Equal(new TimelineStep(0, 80), timeline.Place(0.99, 80, repeats: true));
        Assert.Equal(default, timeline.Place(1.0001, 80, repeats: true));
    }

    /// <summary>A source whose clock runs 100 ppm fast or slow: the sum of what is put in and left out follows it.</summary>
    [Theory]
    [InlineData(1.0001)]
    [InlineData(0.9999)]
    public void Place_DriftingStamps_StayWithinTheTolerance(double speed)
    {
        var timeline = new MediaTimeline(Rate);
        for (var i = 0; i < 60 * 60 * 50; i++)
        {
            timeline.Place(i * 0.02 * speed, 160);
            Assert.InRange(timeline.HeardS - 0.02 - i * 0.02 * speed, -0.0201, 0.0201);
        }
    }

    /// <summary>Whatever comes, the timeline never goes back, takes no chunk twice, and fills no more than is missing.</summary>
    [Property]
    public void Place_AnyStamps_KeepTheAccount((ushort StartMs, byte Frames)[] chunks)
    {
        var timeline = new MediaTimeline(Rate);
        foreach (var (startMs, frames) in chunks)
        {
            var before = timeline.Frames;
            var step = timeline.Place(startMs / 1000.0, frames);

            Assert.InRange(step.SkipFrames, 0, frames);
            Assert.True(step.MissingFrames == 0 || step.SkipFrames == 0);
            Assert.Equal(before + step.MissingFrames + frames - step.SkipFrames, timeline.Frames);
            if (step.MissingFrames > 0)
                Assert.Equal(startMs * 8L + frames, timeline.Frames);
            else if (step.SkipFrames > 0)
                Assert.Equal(Math.Max(before, startMs * 8L + frames), timeline.Frames);
        }
    }
}
