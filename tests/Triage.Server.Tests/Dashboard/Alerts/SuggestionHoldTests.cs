using Microsoft.Extensions.Time.Testing;
using Triage.Core.Assessment;
using Triage.Server.Dashboard.Alerts;
using static Triage.Server.Tests.Dashboard.Talk;

namespace Triage.Server.Tests.Dashboard.Alerts;

public sealed class SuggestionHoldTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Offer_MoreUrgent_IsShownAtOnce()
    {
        var hold = new SuggestionHold(_time);
        hold.Offer(Suggests(Priority.P2, sequence: 1));
        Assert.Equal(2, hold.Offer(Suggests(Priority.P0, sequence: 2))!.Sequence);
    }

    [Fact]
    public void Offer_PriorityThatFlickers_StaysTheMoreUrgent()
    {
        var hold = new SuggestionHold(_time);
        hold.Offer(Suggests(Priority.P0, sequence: 1));
        for (var i = 2; i < 40; i++)
        {
            _time.Advance(SuggestionHold.Calm / 2);
            Assert.Equal(Priority.P0, hold.Offer(Suggests(i % 2 == 0 ? Priority.P1 : Priority.P0, sequence: i))!.Suggestion.Priority.Code);
        }
    }

    [Fact]
    public void Offer_LessUrgentThatLasts_IsShownInTheEnd()
    {
        var hold = new SuggestionHold(_time);
        hold.Offer(Suggests(Priority.P0, sequence: 1));
        Assert.Equal(1, hold.Offer(Suggests(Priority.P1, sequence: 2))!.Sequence);
        Assert.Equal(SuggestionHold.Calm, hold.Due);
        _time.Advance(SuggestionHold.Calm - TimeSpan.FromMilliseconds(1));
        Assert.Equal(1, hold.Offer(Suggests(Priority.P2, sequence: 3))!.Sequence);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(TimeSpan.Zero, hold.Due);

        Assert.Equal(3, hold.Offer(Suggests(Priority.P2, sequence: 3))!.Sequence);
        Assert.Null(hold.Due);
    }

    [Fact]
    public void Offer_Abstention_StandsBelowEverySuggestion()
    {
        var hold = new SuggestionHold(_time);
        hold.Offer(Suggests(Priority.NR, sequence: 1));
        Assert.Equal(1, hold.Offer(Suggests(Priority.P0, sequence: 2, reason: AbstentionReason.LowConfidence))!.Sequence);
        _time.Advance(SuggestionHold.Calm);
        Assert.True(hold.Offer(Suggests(Priority.P0, sequence: 2, reason: AbstentionReason.LowConfidence))!.Suggestion.Abstained);
        Assert.Equal(3, hold.Offer(Suggests(Priority.NR, sequence: 3))!.Sequence);
    }

    [Fact]
    public void Offer_FromThePast_IsShownAsItWasLast()
    {
        var hold = new SuggestionHold(_time);
        hold.Offer(Suggests(Priority.P0, sequence: 1), past: true);
        Assert.Equal(2, hold.Offer(Suggests(Priority.P3, sequence: 2), past: true)!.Sequence);
    }
}
