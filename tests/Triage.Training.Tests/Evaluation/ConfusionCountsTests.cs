using Triage.Core.Speech;
using Triage.Training.Evaluation;
using Triage.Training.Synthesis;

namespace Triage.Training.Tests.Evaluation;

public sealed class ConfusionCountsTests
{
    private static readonly HashSet<string> s_kept = new(["pas", "non"], StringComparer.Ordinal);

    private static ConfusionCounts Count(params (string Said, string Heard)[] pairs)
    {
        var counts = new ConfusionCounts(s_kept);
        foreach (var (said, heard) in pairs)
            counts.Add(said, heard);
        return counts;
    }

    [Fact]
    public void Add_KnownPairs_CountsErrorsAndPhrases()
    {
        var counts = Count(("Il fait de l'asthme, là !", "il fait de l'asme là"), ("de l'asthme", "de l'asthme"), ("il vient", "il il vient"), ("allez dans la rue", "allez dans rue"));
        Assert.Equal((13, 1, 1, 1), (counts.Words, counts.Substitutions, counts.Deletions, counts.Insertions));
        var yaml = counts.ToYaml();
        Assert.Contains("{ said: \"l'asthme\", heard: \"l'asme\", count: 1, of: 2 }", yaml, StringComparison.Ordinal);
        Assert.Contains("{ said: \"la\", heard: \"\", count: 1, of: 1 }", yaml, StringComparison.Ordinal);
        Assert.Contains("{ word: \"il\", count: 1 }", yaml, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("il respire pas bien", "il respire bien")]
    [InlineData("il respire bien", "il respire pas bien")]
    [InlineData("un deux trois quatre", "et si dans mais")]
    [InlineData("soixante-deux ans", "72 ans")]
    [InlineData("s'il vous plaît", "c'est le vous-plaît")]
    public void Add_MeaningTurnedLongOrNumbers_NotListed(string said, string heard) =>
        Assert.Contains("confusions: []", Count((said, heard)).ToYaml(), StringComparison.Ordinal);

    [Fact]
    public void ToYaml_AsContent_IsRead()
    {
        var files = ContentLibrary.Embedded().ToDictionary(f => f.Key, f => f.Value);
        files["noise/confusions.yaml"] = Count(("il a de l'asthme", "il a de l'asme et"), ("a \"dit\" oui", "a dis oui")).ToYaml();
        Assert.NotEmpty(ContentLibrary.Read(files).MeaningfulWords);
    }

    /// <summary>No sentence of the audio gets into the content.</summary>
    [Fact]
    public void Delivered_Phrases_AreNoClauses()
    {
        var lines = ContentLibrary.Embedded()["noise/confusions.yaml"].Split('\n').Where(l => l.Contains("said:", StringComparison.Ordinal)).ToList();
        Assert.True(lines.Count > 20, $"{lines.Count} confusions");
        Assert.All(lines, l => Assert.InRange(FrenchText.Words(l.Split('"')[1]).Count, 1, ConfusionCounts.MostWords));
    }
}
