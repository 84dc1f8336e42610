using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Server.Dashboard.Following;
using static Triage.Server.Tests.Dashboard.Talk;

namespace Triage.Server.Tests.Dashboard.Following;

public sealed class CallViewTests
{
    [Fact]
    public void With_PartialsThenFinal_AreOneLineWhoseUnstableWordsBecomeStable()
    {
        var saying = View(Saying(CallChannel.Caller, 1, 2, "il ne", "il ne rép"));
        Assert.Equal(("il ne", "rép", false), Words(Assert.Single(saying.Lines)));

        var said = saying.With(Said(CallChannel.Caller, 1, 2, "il ne répond plus"));

        Assert.Equal(("il ne répond plus", "", true), Words(Assert.Single(said.Lines)));
    }

    [Fact]
    public void With_PartialAfterItsFinal_ChangesNothing()
    {
        var view = View(Said(CallChannel.Caller, 1, 2, "oui"), Saying(CallChannel.Caller, 1, 2, "", "ou"));
        Assert.Equal(("oui", "", true), Words(Assert.Single(view.Lines)));
    }

    [Fact]
    public void With_FinalsThatCross_StandInTheOrderOfSpeech()
    {
        var view = View(
            Said(CallChannel.Operator, 1, 5, "allô"), Said(CallChannel.Caller, 1, 3, "bonjour"), Saying(CallChannel.Caller, 2, 9, "", "venez"),
            Said(CallChannel.Operator, 2, 7, "oui"));
        Assert.Equal(["bonjour", "allô", "oui", ""], view.Lines.Select(l => l.Stable));
        Assert.Equal(view.Lines.Count, view.Lines.Select(l => l.Anchor).Distinct().Count());
    }

    [Fact]
    public void With_EventsFromTheBeginning_IsTheSameAsFollowedLive()
    {
        // The history forgets partials of utterances that are over; a reload sees the rest.
        var live = Samples.All.Select((e, i) => e with { Sequence = i + 1 }).ToArray();
        var reloaded = live.Where(e => e is not PartialTranscript);

        var (a, b) = (View(live), View([.. reloaded]));

        Assert.Equal(a.Lines, b.Lines);
        Assert.Equal((a.Suggestions.Count, a.Gaps.Count, a.Decisions.Count, a.Ended, a.AtS, a.Sequence), (b.Suggestions.Count, b.Gaps.Count, b.Decisions.Count, b.Ended, b.AtS, b.Sequence));
    }

    [Fact]
    public void Degradations_ThatEnd_AreGoneAndTheGravestNamesTheState()
    {
        var view = View(new Degraded("partials_off", "x", true), new Degraded("language", "y", true));
        Assert.Equal(AnalysisState.Suspended, view.Analysis);

        view = view.With(new Degraded("language", "y", false));

        Assert.Equal(["partials_off"], view.Degradations.Select(d => d.What));
        Assert.Equal(AnalysisState.Slowed, view.Analysis);
        Assert.Equal(AnalysisState.Working, view.With(new Degraded("partials_off", "x", false)).Analysis);
    }

    [Theory]
    [InlineData("call", AnalysisState.Unavailable)]
    [InlineData("triage", AnalysisState.Unavailable)]
    [InlineData("finals_late", AnalysisState.Slowed)]
    [InlineData("calls_refused", AnalysisState.Working)]
    public void Analysis_OneDegradation_HasItsWord(string what, AnalysisState state) =>
        Assert.Equal(state, View(new Degraded(what, "", true)).Analysis);

    [Fact]
    public void Analysis_ModelUnavailable_IsUnavailable() =>
        Assert.Equal(AnalysisState.Unavailable, View(Suggests(Priority.P1, reason: AbstentionReason.ModelUnavailable)).Analysis);

    [Fact]
    public void LineAt_Evidence_IsTheLineOfItsChannelThatHoldsIt()
    {
        var view = View(Said(CallChannel.Operator, 1, 2, "il respire"), Said(CallChannel.Caller, 1, 2, "non pas du tout"), Said(CallChannel.Caller, 2, 10, "vite"));
        Assert.Equal(("non pas du tout", 1), (view.LineAt(new(CallChannel.Caller, 3, 4, "pas"))!.Stable, view.LineAt(new(CallChannel.Caller, 3, 4, "pas"))!.Utterance));
        Assert.Null(view.LineAt(new(CallChannel.Mixed, 3, 4, "pas")));
    }

    [Fact]
    public void Pieces_OfALine_AreCutWhereEvidenceBeginsAndEnds()
    {
        var line = TranscriptLine.Of(Said(CallChannel.Caller, 1, 10, "je crois il ne respire pas madame"));
        Finding[] findings = [Finds("arret_cardiaque", FindingStatus.Present, CallChannel.Caller, 12, 15.8), Finds("chute", FindingStatus.Present, CallChannel.Operator, 10, 11)];

        Assert.Equal([new("je crois", null), new("il ne respire pas", "arret_cardiaque"), new LinePiece("madame", null)], line.Pieces(findings));
        Assert.Equal([new LinePiece("je crois il ne respire pas madame", null)], line.Pieces([]));
    }

    [Fact]
    public void ToString_OfViewAndLine_HoldNoWord()
    {
        var view = View(Said(CallChannel.Caller, 1, 2, "canari"));
        Assert.DoesNotContain("canari", view.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("canari", view.Lines[0].ToString(), StringComparison.Ordinal);
    }

    private static (string Stable, string Unstable, bool Final) Words(TranscriptLine line) => (line.Stable, line.Unstable, line.Final);

    private static CallView View(params CallEvent[] events) => events.Aggregate(new CallView("c1"), (view, e) => view.With(e));
}
