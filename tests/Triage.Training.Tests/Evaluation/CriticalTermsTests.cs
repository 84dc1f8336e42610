using Triage.Core.Speech;
using Triage.Training.Evaluation;

namespace Triage.Training.Tests.Evaluation;

public sealed class CriticalTermsTests
{
    private readonly CriticalTerms _terms = CriticalTerms.Embedded();

    [Theory]
    [InlineData("respire")]
    [InlineData("inconscient")]
    [InlineData("conscient")]
    [InlineData("poitrine")]
    [InlineData("saigne")]
    [InlineData("sang")]
    [InlineData("bras")]
    [InlineData("bouche")]
    [InlineData("enceinte")]
    [InlineData("convulsion")]
    public void Embedded_List_HasTheGroup(string group) => Assert.Contains(group, _terms.Groups);

    [Theory]
    [InlineData("Il respirait mal", "respire mal")]
    [InlineData("Elle a perdu connaissance", "connaissance")]
    [InlineData("C'est un arrêt cardiaque", "arret_cardiaque")]
    [InlineData("Elle est cardiaque, mal au cœur", "coeur mal coeur")]
    [InlineData("il est inconscient, pas conscient", "inconscient conscient")]
    [InlineData("bonjour madame", "")]
    public void Find_InText_NamesGroupsInOrder(string text, string expected) =>
        Assert.Equal(expected, string.Join(' ', _terms.Find(FrenchText.Words(text)).Select(t => _terms.Groups[t.Group])));

    [Theory]
    [InlineData("il ne respire pas", true)]
    [InlineData("il respire plus du tout", true)]
    [InlineData("elle n'a pas de douleur", true)]
    [InlineData("aucune douleur", true)]
    [InlineData("il respire", false)]
    [InlineData("il respire bien merci mais pas fort", false)]
    public void IsNegated_NearTheTerm_IsSeen(string text, bool expected)
    {
        var words = FrenchText.Words(text);
        Assert.Equal(expected, _terms.IsNegated(words, _terms.Find(words)[0]));
    }

    [Theory]
    [InlineData("groups: {a: [b]}", "schema")]
    [InlineData("schema: triage.critical-terms/1\nnegations: [pas]", "groups")]
    [InlineData("schema: triage.critical-terms/1\nnegations: [pas]\ngroups: {a: [sang], b: [Sang]}", "groups.b")]
    [InlineData("schema: triage.critical-terms/1\nnegations: [pas]\ngroups: {a: ['!']}", "groups.a")]
    [InlineData("schema: triage.critical-terms/1\nnegations: []\ngroups: {a: [sang]}", "negations")]
    [InlineData("schema: [", "line")]
    public void Read_FaultyList_NamesThePlace(string yaml, string place) =>
        Assert.Contains(place, Assert.Throws<InvalidDataException>(() => CriticalTerms.Read(new StringReader(yaml))).Message, StringComparison.Ordinal);
}
