using Triage.Server.Benchmarks.Load;

namespace Triage.Server.Tests.Benchmarks.Load;

public sealed class CapacitySearchTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(12)]
    [InlineData(16)]
    public async Task Capacity_OfASmallMachine_IsExact(int capacity)
    {
        var tried = new List<int>();

        Assert.Equal(capacity, await Find(capacity, tried, 512));

        Assert.Equal(tried.Distinct(), tried);
        Assert.True(tried.Count <= 8, $"{tried.Count} levels");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(383)]
    public async Task Capacity_OfALargeMachine_IsCloseAndNeverAbove(int capacity)
    {
        var found = await Find(capacity, [], 512);

        Assert.InRange(found, capacity * 15 / 16, capacity);
    }

    [Fact]
    public async Task Search_OfAMachineBeyondTheMost_EndsThere()
    {
        var tried = new List<int>();

        Assert.Equal(48, await Find(1000, tried, 48));

        Assert.Equal([4, 8, 16, 32, 48], tried);
    }

    private static Task<int> Find(int capacity, List<int> tried, int most) => CapacitySearch.FindAsync(calls =>
    {
        tried.Add(calls);
        return Task.FromResult(calls <= capacity);
    }, 4, most);
}
