using Triage.Server.Benchmarks.Load;

namespace Triage.Server.Tests.Benchmarks.Load;

public sealed class CallScheduleTests
{
    private static readonly double[] s_lengths = [63, 28, 127];

    [Fact]
    public void Schedule_OfASeed_IsTheSameAgain()
    {
        static IEnumerable<object> Drawn(int seed)
        {
            var schedule = new CallSchedule(s_lengths, 12, 6, seed);
            return Enumerable.Range(0, 12).SelectMany(line => (object[])[schedule.StartS(line), schedule.Call(line, 0), schedule.Call(line, 5)]);
        }

        Assert.Equal(Drawn(7), Drawn(7));
        Assert.NotEqual(Drawn(7), Drawn(8));
    }

    [Fact]
    public void Starts_AreSpreadOverTheRampInOrder()
    {
        var schedule = new CallSchedule(s_lengths, 20, 6, 1);

        double[] starts = [.. Enumerable.Range(0, 20).Select(schedule.StartS)];

        Assert.Equal(starts.Order(), starts);
        Assert.All(starts, (start, line) => Assert.InRange(start, 0.3 * line, 0.3 * (line + 1)));
        Assert.Equal(20, starts.Distinct().Count());
    }

    [Fact]
    public void Calls_HaveTheLengthOfTheirRecordingAndBeginAnywhereInIt()
    {
        var schedule = new CallSchedule(s_lengths, 30, 6, 1);

        foreach (var line in Enumerable.Range(0, 30))
        {
            var (first, later) = (schedule.Call(line, 0), schedule.Call(line, 3));
            Assert.InRange(first.LengthS, 0.3 * s_lengths[first.Recording], s_lengths[first.Recording]);
            Assert.Equal(0, first.PauseS);
            Assert.Equal(s_lengths[later.Recording], later.LengthS);
            Assert.InRange(later.PauseS, 0.2, 1.2);
            Assert.InRange(later.OffsetS, 0, s_lengths[later.Recording]);
        }
        Assert.Equal(3, Enumerable.Range(0, 30).Select(line => schedule.Call(line, 0).Recording).Distinct().Count());
        Assert.Equal(30, Enumerable.Range(0, 30).Select(line => schedule.Call(line, 0).OffsetS).Distinct().Count());
    }
}
