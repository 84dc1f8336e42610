using Microsoft.Extensions.Time.Testing;
using Triage.Core.Calls;
using Triage.Core.Trial;
using Triage.Server.Dashboard.Exposure;

namespace Triage.Server.Tests.Dashboard.Exposure;

public sealed class ExposureReportTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch);
    private readonly Record _record = new();
    private readonly ExposureReport _page;

    public ExposureReportTests()
    {
        var clock = new ApplianceClock(_time);
        _time.Advance(TimeSpan.FromSeconds(3));
        _page = new(_record, clock, "c1", "local");
    }

    [Fact]
    public void Steps_OfOneSuggestion_AreReportedOnceInOrderWithBothClocks()
    {
        _page.Show(7);
        _page.Show(7);
        _page.See(7, true);
        _page.See(7, true);
        _page.Act();
        _page.See(7, false);
        _page.Leave();

        Assert.Equal([ExposureKind.Displayed, ExposureKind.Seen, ExposureKind.Acted, ExposureKind.Left], _record.Steps.Select(s => s.Kind));
        Assert.All(_record.Steps, s => Assert.Equal(
            ("c1", 7L, "local", DateTimeOffset.UnixEpoch.AddSeconds(3), TimeSpan.FromSeconds(3)), (s.CallId, s.SuggestionSequence, s.Viewer, s.At, s.Monotonic)));
        Assert.Single(_record.Steps.Select(s => s.Screen).Distinct());
    }

    [Fact]
    public void Show_TheNextSuggestion_LeavesTheOneThatWasSeen()
    {
        _page.Show(7);
        _page.See(7, true);
        _page.Show(9);
        _page.See(7, false); // a late word of the browser about what is gone
        _page.Show(0);
        _page.Act();

        Assert.Equal(
            [(7, ExposureKind.Displayed), (7, ExposureKind.Seen), (7, ExposureKind.Left), (9L, ExposureKind.Displayed)],
            _record.Steps.Select(s => (s.SuggestionSequence, s.Kind)));
    }

    [Fact]
    public void Steps_WithoutARecord_AreNoFault()
    {
        var page = new ExposureReport(null, new(_time), "c1", "local");
        page.Show(1);
        page.See(1, true);
        page.Act();
        page.Leave();
        Assert.Equal(1, page.Displayed);
    }

    private sealed class Record : IEvidenceLog
    {
        public List<ScreenExposure> Steps { get; } = [];

        public TimeSpan JudgementLimit => TimeSpan.FromMinutes(1);

        public DisplayRule OpenCall(CallSetup setup, DateTimeOffset startedAt) => DisplayRule.Shown;

        public ValueTask<DisplayRule> ShowsAsync(string callId, SuggestionMade suggestion) => ValueTask.FromResult(DisplayRule.Shown);

        public void Refuse(CallSetup setup, RefusalReason reason, string? field)
        {
        }

        public void Publish(string callId, CallEvent callEvent)
        {
        }

        void IEvidenceLog.Record(ScreenExposure exposure) => Steps.Add(exposure);

        void IEvidenceLog.Record(ContentReading reading)
        {
        }
    }
}
