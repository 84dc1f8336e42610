using Triage.Core.Assessment;
using Triage.Server.Dashboard.Alerts;
using static Triage.Server.Tests.Dashboard.Talk;

namespace Triage.Server.Tests.Dashboard.Alerts;

public sealed class AlertLedgerTests
{
    [Theory]
    [InlineData(Priority.P0, AbstentionReason.None, true)]
    [InlineData(Priority.P0, AbstentionReason.LowConfidence, false)]
    [InlineData(Priority.P1, AbstentionReason.None, false)]
    [InlineData(Priority.NR, AbstentionReason.None, false)]
    public void Consider_OneSuggestion_OnlyAShownP0Interrupts(Priority priority, AbstentionReason reason, bool alert) =>
        Assert.Equal(alert, new AlertLedger().Consider("c1", Suggests(priority, reason: reason)) is not null);

    [Fact]
    public void Consider_TheSameAgain_InterruptsOncePerCallAndMotive()
    {
        var ledger = new AlertLedger();
        Assert.Equal(("c1", "M01.02", 4L), ledger.Consider("c1", Suggests(Priority.P0, "M01.02", sequence: 4)) is { } a ? (a.CallId, a.Motive.Code, a.SuggestionSequence) : default);
        Assert.Null(ledger.Consider("c1", Suggests(Priority.P0, "M01.02", sequence: 5)));
        Assert.Null(ledger.Consider("c1", Suggests(Priority.P2, "M01.02", sequence: 6)));
        Assert.Null(ledger.Consider("c1", Suggests(Priority.P0, "M01.02", sequence: 7)));
        Assert.NotNull(ledger.Consider("c1", Suggests(Priority.P0, "M01.01", sequence: 8)));
        Assert.NotNull(ledger.Consider("c2", Suggests(Priority.P0, "M01.02", sequence: 1)));
        Assert.Null(ledger.Consider("c3", null));
    }

    [Fact]
    public void Ledgers_OfTabs_AreKeptApartAndOutliveTheirPages()
    {
        var ledgers = new AlertLedgers();
        Assert.NotNull(ledgers.Of("a").Consider("c1", Suggests(Priority.P0)));
        Assert.Null(ledgers.Of("a").Consider("c1", Suggests(Priority.P0)));
        Assert.NotNull(ledgers.Of("b").Consider("c1", Suggests(Priority.P0)));
    }

    [Fact]
    public void Consider_ManyCalls_ForgetsTheOldest()
    {
        var ledger = new AlertLedger();
        for (var i = 0; i < 600; i++)
            ledger.Consider($"c{i}", Suggests(Priority.P0));
        Assert.Null(ledger.Consider("c599", Suggests(Priority.P0)));
        Assert.NotNull(ledger.Consider("c0", Suggests(Priority.P0)));
    }
}
