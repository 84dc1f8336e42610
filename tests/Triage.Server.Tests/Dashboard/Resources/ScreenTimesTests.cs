using Triage.Server.Dashboard.Resources;

namespace Triage.Server.Tests.Dashboard.Resources;

public sealed class ScreenTimesTests
{
    [Theory]
    [InlineData(0, "0:00")]
    [InlineData(67.9, "1:07")]
    [InlineData(3599.99, "59:59")]
    [InlineData(3723, "1:02:03")]
    [InlineData(-1, "0:00")]
    [InlineData(double.NaN, "0:00")]
    public void Media_Seconds_AreCutToWholeOnes(double seconds, string text) => Assert.Equal(text, ScreenTimes.Media(seconds));

    [Fact]
    public void Clock_InAZone_IsTheTimeOfTheSite() =>
        Assert.Equal("15:30", ScreenTimes.Clock(
            new DateTimeOffset(2026, 7, 1, 13, 30, 59, TimeSpan.Zero), TimeZoneInfo.CreateCustomTimeZone("s", TimeSpan.FromHours(2), "s", "s")));

    [Fact]
    public void Iso_Seconds_IsAnHtmlDuration() => Assert.Equal("PT67.5S", ScreenTimes.Iso(67.5));
}
