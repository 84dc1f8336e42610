using Microsoft.Extensions.DependencyInjection;
using Triage.Core.Calls;
using Triage.Server.Configuration;
using Triage.Server.Hosting;

namespace Triage.Server.Tests.Hosting;

public sealed class ApplianceDeskTests
{
    /// <summary>An evaluation has a clock and a log, and no host with its metrics.</summary>
    [Fact]
    public async Task Create_WithClockAndLogOnly_GivesADeskThatIsNotReadyYet()
    {
        await using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddLogging().BuildServiceProvider();

        await using var desk = Assert.IsType<CallDesk>(ApplianceDesk.Create(new TriageConfiguration(), services));

        Assert.False(desk.IsReady);
    }
}
