using Triage.Core.Assessment;
using Triage.Training.Synthesis;

namespace Triage.Training.Tests.Synthesis;

public sealed class ContentLibraryTests
{
    [Fact]
    public void LoadEmbedded_AllFindings_AreThere() =>
        Assert.Equal(FindingCatalogue.All.Select(f => f.Code), ContentLibrary.LoadEmbedded().FindingCodes);

    [Theory]
    [InlineData("findings/fievre.yaml", "code: fievre", "code: fievr", "findings/fievre.yaml:", "unknown finding 'fievr'")]
    [InlineData("findings/fievre.yaml", "near_misses:", "near_miss:", "findings/fievre.yaml:", "unknown key 'near_miss'")]
    [InlineData("talk.yaml", "goodbye:", "good_bye:", "talk.yaml:", "unknown key 'good_bye'")]
    [InlineData("talk.yaml", "{numero}", "{telephone}", "talk.yaml:", "unknown placeholder '{telephone}'")]
    [InlineData("scenarios/autres.yaml", "motive: M07.00", "motive: M07.01", "scenarios/autres.yaml:", "unknown motive 'M07.01'")]
    [InlineData("scenarios/autres.yaml", "motive: M07.00", "motive: M06.04", "scenarios/", "no scenario for motive M07.00")]
    [InlineData("scenarios/autres.yaml", "priority: NR", "priority: P7", "scenarios/autres.yaml:", "'P7' is none of")]
    [InlineData("recogniser-noise.yaml", "said: \"je ne\", heard: \"je\"", "said: \"je pas\", heard: \"je\"", "recogniser-noise.yaml:", "'pas' must not be lost")]
    public void Read_BrokenFile_NamesFileAndPlace(string file, string good, string bad, string place, string message)
    {
        var files = new Dictionary<string, string>(ContentLibrary.Embedded());
        Assert.Contains(good, files[file], StringComparison.Ordinal);
        files[file] = files[file].Replace(good, bad, StringComparison.Ordinal);
        var error = Assert.Throws<ContentException>(() => ContentLibrary.Read(files));
        Assert.StartsWith(place, error.Message, StringComparison.Ordinal);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scenarios_EveryLevel_HasAnOpeningThatSaysNothingUntrue()
    {
        var missing = new List<string>();
        foreach (var scenario in ContentLibrary.LoadEmbedded().Scenarios)
            foreach (var level in scenario.Levels)
                foreach (var self in new[] { true, false })
                {
                    var sure = scenario.Require.Concat(level.With.Where(w => w.Value >= 1).Select(w => w.Key)).ToHashSet();
                    var callers = level.Callers ?? scenario.Callers;
                    if (!callers.Any(c => c.Item == CallerType.Self == self))
                        continue;
                    var openings = scenario.Openings.For(self).Concat(level.Openings.For(self));
                    if (!openings.Any(o => o.Says.All(s => s.Status == FindingStatus.Present && sure.Contains(s.Finding))))
                        missing.Add($"{scenario.Id} {level.Priority} {(self ? "self" : "other")}");
                }
        Assert.Empty(missing);
    }

    [Fact]
    public void Split_TwoLibraries_ShareOnlyListsTooShortToBeSplit()
    {
        var (training, heldOut) = ContentLibrary.LoadEmbedded().Split();
        var (shared, kept) = (new int[3], new int[3]);
        foreach (var finding in training.Findings.Values)
            foreach (var status in Enum.GetValues<FindingStatus>())
                foreach (var self in new[] { true, false })
                {
                    var first = finding.Statements[status].For(self).Select(p => p.Source).ToHashSet();
                    var second = heldOut.Findings[finding.Index].Statements[status].For(self).Select(p => p.Source).ToList();
                    // A list of which no sentence is held out stays whole on both sides; short lists of doubt and denial often do.
                    Assert.True(!second.Any(first.Contains) || second.ToHashSet().SetEquals(first), $"finding {finding.Index} {status} is split in part");
                    shared[(int)status] += second.Count(first.Contains);
                    kept[(int)status] += second.Count;
                }
        Assert.Equal(0, shared[(int)FindingStatus.Present]);
        Assert.InRange(kept[(int)FindingStatus.Present], 200, 800);
    }

    [Fact]
    public void Generate_BirthUnderWay_ProvesThePregnancyToo()
    {
        var (birth, pregnancy) = (FindingCatalogue.IndexOf("accouchement"), FindingCatalogue.IndexOf("grossesse"));
        var turns = new CallGenerator(9, ContentLibrary.LoadEmbedded()).Generate(400).SelectMany(c => c.Turns).Where(t => t.StatusOf(birth) == FindingStatus.Present).ToList();
        Assert.NotEmpty(turns);
        Assert.All(turns, t => Assert.NotNull(t.StatusOf(pregnancy)));
    }

    [Fact]
    public void Read_MissingTalk_NamesTheFile()
    {
        var error = Assert.Throws<ContentException>(() => ContentLibrary.Read(ContentLibrary.Embedded().Where(f => f.Key != "talk.yaml")));
        Assert.Equal("talk.yaml is missing", error.Message);
    }

    [Fact]
    public void Motives_ReferenceList_SameCodesInSameOrder()
    {
        var path = Triage.Tests.TestPaths.InShared("hub-sante", "codes", "HubSante.motif.csv");
        var codes = File.ReadLines(path).Select(line => line.Split(',')).Where(cells => cells.Length > 1 && cells[1].StartsWith('M')).Select(cells => cells[1]);
        Assert.Equal(codes, MotiveCatalogue.All.Select(m => m.Code));
    }
}
