using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Training.Synthesis;

namespace Triage.Training.Tests.Synthesis;

public sealed class CallGeneratorTests
{
    private static readonly ContentLibrary Content = ContentLibrary.LoadEmbedded();
    private static readonly IReadOnlyList<SyntheticCall> Calls = [.. new CallGenerator(2024, Content).Generate(6000)];

    private static readonly System.Buffers.SearchValues<char> Brackets = System.Buffers.SearchValues.Create("{}[]|()");

    [Fact]
    public void Generate_SameSeed_SameCalls()
    {
        var again = new CallGenerator(2024, ContentLibrary.LoadEmbedded()).Generate(300);
        Assert.Equal(Written(Calls.Take(300)), Written(again));
    }

    [Fact]
    public void Generate_OtherSeed_OtherCalls() =>
        Assert.NotEqual(Written(Calls.Take(20)), Written(new CallGenerator(2025, Content).Generate(20)));

    [Fact]
    public void SeededRandom_ReferenceSequence_IsXoshiro256StarStar()
    {
        // SplitMix64 of seed 0 begins e220a8397b1dcdaf 6e789e6aa1b965f4 (reference implementation of Vigna).
        var random = new SeededRandom(0);
        var expected = System.Numerics.BitOperations.RotateLeft(unchecked(0x6e789e6aa1b965f4UL * 5), 7);
        Assert.Equal(unchecked(expected * 9), random.NextUInt64());
    }

    [Fact]
    public void Generate_ManyCalls_EveryMotivePriorityAndLevelOccurs()
    {
        Assert.Empty(MotiveCatalogue.All.Select(m => m.Code).Except(Calls.Select(c => c.Motive)));
        Assert.Empty(Enum.GetValues<Priority>().Except(Calls.Select(c => c.Priority)));
        Assert.Empty(Enum.GetValues<CareLevel>().Except(Calls.Select(c => c.CareLevel)));
        Assert.Empty(Enum.GetValues<CallerType>().Except(Calls.Select(c => c.Caller)));
    }

    [Fact]
    public void Generate_ManyCalls_EveryFindingIsPresentAndAbsentSomewhere()
    {
        for (var f = 0; f < FindingCatalogue.Count; f++)
        {
            Assert.True(Calls.Count(c => c.FinalStates[f] == FindingStatus.Present) >= 20, FindingCatalogue.All[f].Code);
            Assert.True(Calls.Count(c => c.FinalStates[f] == FindingStatus.Absent) >= 20, FindingCatalogue.All[f].Code);
        }
    }

    [Fact]
    public void Generate_ManyCalls_PlaceholdersAndMarksAreResolved() =>
        Assert.DoesNotContain(Calls.SelectMany(c => c.Turns), t => t.Text.AsSpan().ContainsAny(Brackets));

    [Fact]
    public void Generate_ManyCalls_LabelsLieInsideTheirTurn()
    {
        foreach (var turn in Calls.SelectMany(c => c.Turns))
        {
            Assert.NotEqual("", turn.Text);
            Assert.True(turn.Channel == CallChannel.Caller || turn.Mentions.Count == 0);
            Assert.Equal(turn.Mentions.Count, turn.Mentions.Select(m => m.Finding).Distinct().Count());
            foreach (var mention in turn.Mentions)
            {
                Assert.InRange(mention.Start, 0, turn.Text.Length - 1);
                Assert.InRange(mention.End, mention.Start + 1, turn.Text.Length);
                Assert.Equal(turn.QuoteOf(mention).Trim(), turn.QuoteOf(mention));
                Assert.True(mention.Start == 0 || turn.Text[mention.Start - 1] == ' ');
            }
        }
    }

    [Fact]
    public void Generate_ManyCalls_FinalStatesFollowFromTheTurns()
    {
        foreach (var call in Calls)
            for (var f = 0; f < FindingCatalogue.Count; f++)
            {
                var said = call.Turns.Select(t => t.StatusOf(f)).OfType<FindingStatus>().ToArray();
                var definite = said.Where(s => s != FindingStatus.Uncertain).ToArray();
                FindingStatus? expected = definite.Length > 0 ? definite[^1] : said.Length > 0 ? FindingStatus.Uncertain : null;
                Assert.Equal(expected, call.FinalStates[f]);
            }
    }

    [Fact]
    public void Generate_ManyCalls_AcceptableLabelsContainTheLabel()
    {
        Assert.All(Calls, c => Assert.Contains(c.Priority, c.AcceptablePriorities));
        Assert.All(Calls, c => Assert.Contains(c.Motive, c.AcceptableMotives));
    }

    [Fact]
    public void Generate_CardiacArrest_IsAlwaysVital() =>
        Assert.All(Calls.Where(c => c.Motive == "M01.01"), c => Assert.Equal((Priority.P0, CareLevel.R1), (c.Priority, c.CareLevel)));

    [Fact]
    public void Generate_InfantUnderThreeMonthsWithFever_IsUrgent()
    {
        var fever = FindingCatalogue.IndexOf("fievre");
        var young = Calls.Where(c => c.Patient.AgeMonths < 3 && c.FinalStates[fever] == FindingStatus.Present).ToArray();
        Assert.NotEmpty(young);
        Assert.All(young, c => Assert.True(c.Priority <= Priority.P1, $"{c.Id} {c.Scenario} {c.Priority}"));
    }

    [Fact]
    public void Generate_MenAndGirls_AreNeverPregnant()
    {
        var pregnancy = new[] { FindingCatalogue.IndexOf("grossesse"), FindingCatalogue.IndexOf("accouchement") };
        Assert.DoesNotContain(Calls, c => (c.Patient.Sex == Sex.Male || c.Patient.AgeYears < 14) && pregnancy.Any(f => c.FinalStates[f] is not null));
    }

    [Fact]
    public void Generate_CallerIsPatient_NeverUnconsciousNorInArrest()
    {
        var vital = new[] { FindingCatalogue.IndexOf("inconscience"), FindingCatalogue.IndexOf("arret_cardiaque") };
        Assert.DoesNotContain(Calls, c => c.Caller == CallerType.Self && vital.Any(f => c.FinalStates[f] == FindingStatus.Present));
    }

    [Fact]
    public void Generate_ManyCalls_SomeChangeCourseAndSomeCorrectThemselves()
    {
        var flips = Calls.Count(c => Enumerable.Range(0, FindingCatalogue.Count).Any(f =>
            c.Turns.Select(t => t.StatusOf(f)).Where(s => s is not null and not FindingStatus.Uncertain).Distinct().Count() > 1));
        Assert.InRange(flips, Calls.Count / 50, Calls.Count / 2);
    }

    [Fact]
    public void Generate_ManyCalls_MostNameTheirMotiveOrASymptomEarly()
    {
        var regulated = Calls.Where(c => c.Scenario is "douleur_thoracique" or "avc" or "brulure_simple" or "cephalee").ToArray();
        Assert.All(regulated, c => Assert.Contains(c.Turns.Take(8), t => t.Mentions.Count > 0));
    }

    [Fact]
    public void Writer_ManyCalls_EveryQuoteLiesInItsTurn()
    {
        foreach (var line in Written(Calls.Take(500)).Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var json = System.Text.Json.JsonDocument.Parse(line);
            var turns = json.RootElement.GetProperty("turns");
            foreach (var finding in json.RootElement.GetProperty("findings").EnumerateObject())
                Assert.Contains(
                    finding.Value.GetProperty("quote").GetString()!,
                    turns[finding.Value.GetProperty("turn").GetInt32()].GetProperty("text").GetString()!,
                    StringComparison.Ordinal);
        }
    }

    private static string Written(IEnumerable<SyntheticCall> calls)
    {
        using var stream = new MemoryStream();
        SyntheticCallWriter.Write(stream, calls);
        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }
}
