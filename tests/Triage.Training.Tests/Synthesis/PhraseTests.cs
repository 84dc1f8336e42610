using Triage.Core.Assessment;
using Triage.Training.Synthesis;

namespace Triage.Training.Tests.Synthesis;

public sealed class PhraseTests
{
    private static readonly int Breath = FindingCatalogue.IndexOf("dyspnee");

    [Theory]
    [InlineData("{il} est essoufflé{e}", "il est essoufflé", "elle est essoufflée")]
    [InlineData("je sais pas s'{il} respire", "je sais pas s'il respire", "je sais pas si elle respire")]
    [InlineData("est-ce qu'{il} est anxieu{x}", "est-ce qu'il est anxieux", "est-ce qu'elle est anxieuse")]
    [InlineData("je {le} entends mal", "je l'entends mal", "je l'entends mal")]
    [InlineData("{ce} {gros|grosse} fum{eur}", "ce gros fumeur", "cette grosse fumeuse")]
    [InlineData("je parle de {patient}", "je parle du monsieur", "je parle de la dame")]
    [InlineData("je suis inqui{et|ète:appelant}", "je suis inquiète", "je suis inquiet")]
    public void Say_Placeholders_AgreeWithThePatient(string source, string masculine, string feminine)
    {
        Assert.Equal(masculine, Say(source, Sex.Male));
        Assert.Equal(feminine, Say(source, Sex.Female));
    }

    [Fact]
    public void Say_WithoutMarks_TheWholeSentenceProves()
    {
        var (text, mentions) = Line("j'ai du mal à respirer").ToText();
        Assert.Equal(new SyntheticMention(Breath, FindingStatus.Present, 0, text.Length), Assert.Single(mentions));
    }

    [Fact]
    public void Say_WithMarks_OnlyTheMarkedWordsProve()
    {
        var (text, mentions) = Line("bonjour [{il} respire mal] et [{il} saigne pas|-hemorragie]").ToText();
        Assert.Equal(2, mentions.Count);
        Assert.Equal(["il saigne pas", "il respire mal"], mentions.Select(m => text.Substring(m.Start, m.Length)));
        Assert.Equal(FindingStatus.Absent, mentions[0].Status);
    }

    [Fact]
    public void ToText_CorrectionInOneTurn_LastWordCounts()
    {
        var line = Line("{il} respire mal").Then(Line("non non {il} respire bien", FindingStatus.Absent));
        var (text, mentions) = line.ToText();
        var mention = Assert.Single(mentions);
        Assert.Equal(FindingStatus.Absent, mention.Status);
        Assert.Equal("non non il respire bien", text.Substring(mention.Start, mention.Length));
    }

    [Fact]
    public void CutAt_Clause_EachPieceKeepsItsProof()
    {
        var line = Line("oui").Then(Line("{il} respire mal"));
        var (first, second) = line.CutAt(line.Clauses[0]);
        Assert.Equal("oui", first.ToText().Text);
        Assert.Single(first.ToText().Mentions);
        Assert.Single(second.ToText().Mentions);
    }

    [Theory]
    [InlineData("{inconnu} respire", "unknown placeholder '{inconnu}'")]
    [InlineData("[il respire", "']' is missing")]
    [InlineData("[il respire|dypsnee]", "unknown finding 'dypsnee'")]
    [InlineData("(là", "')' is missing")]
    [InlineData("(là) il respire", "needs two branches")]
    [InlineData("il respire]", "closes nothing")]
    [InlineData("[il saigne|hemorragie]", "no mark is of this finding")]
    public void Parse_BrokenSentence_NamesFileAndPlace(string source, string message)
    {
        var error = Assert.Throws<ContentException>(() => Line(source));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.StartsWith("test.yaml:1: $.sentence", error.Message, StringComparison.Ordinal);
    }

    private static string Say(string source, Sex sex) => Line(source, FindingStatus.Present, sex).ToText().Text;

    private static SpokenLine Line(string source, FindingStatus status = FindingStatus.Present, Sex sex = Sex.Male)
    {
        using var yaml = new StringReader($"sentence: \"{source}\"");
        var place = ContentNode.Parse("test.yaml", yaml)["sentence"];
        var context = new PhraseContext
        {
            Patient = sex,
            Caller = sex == Sex.Male ? Sex.Female : Sex.Male,
            Values = new Dictionary<string, string> { ["patient"] = sex == Sex.Male ? "le monsieur" : "la dame" },
            Drawn = new Dictionary<string, IReadOnlyList<string>>(),
        };
        return Phrase.Parse(place, new Said(Breath, status)).Say(context, new SeededRandom(1));
    }
}
