using Triage.Core.Assessment;

namespace Triage.Core.Tests.Assessment;

public sealed class TurnFeaturesTests
{
    private static TurnInput Read(string question, string answer) =>
        TurnFeatures.Read(TurnWord.Read(question.Split(' ')), TurnWord.Read(answer.Split(' ')));

    /// <summary>Denial, question and answer: does the probe word hold? + said, - denied, 0 neither.</summary>
    [Theory]
    // ne ... pas and its neighbours
    [InlineData("", "il ne respire pas", "respire", '-')]
    [InlineData("", "il respire pas il est tout bleu", "respire", '-')]
    [InlineData("", "il respire pas il est tout bleu", "bleu", '+')]
    [InlineData("", "elle n'a pas de fièvre", "fièvre", '-')]
    [InlineData("", "elle a de la fièvre", "fièvre", '+')]
    [InlineData("", "j'ai pas mal à la tête", "tête", '-')]
    [InlineData("", "je ne suis pas essoufflé", "essoufflé", '-')]
    [InlineData("", "il n'a jamais convulsé", "convulsé", '-')]
    [InlineData("", "elle n'a rien vomi", "vomi", '-')]
    [InlineData("", "y a pas de sang", "sang", '-')]
    [InlineData("", "il y a du sang partout", "sang", '+')]
    [InlineData("", "il n'y a aucune douleur", "douleur", '-')]
    [InlineData("", "aucune douleur dans la poitrine", "poitrine", '-')]
    [InlineData("", "il est tombé sans perdre connaissance", "connaissance", '-')]
    [InlineData("", "il est tombé sans perdre connaissance", "tombé", '+')]
    [InlineData("", "ni fièvre ni toux", "toux", '-')]
    [InlineData("", "il n'a ni fièvre ni toux", "fièvre", '-')]
    [InlineData("", "elle ne tousse plus", "tousse", '-')]
    [InlineData("", "il respire plus", "respire", '-')]
    [InlineData("", "elle bouge plus du tout", "bouge", '-')]
    [InlineData("", "elle a plus de force dans le bras", "force", '-')]
    [InlineData("", "elle saigne de plus en plus", "saigne", '+')]
    [InlineData("", "il a encore plus mal", "mal", '+')]
    [InlineData("", "elle respire plus vite que tout à l'heure", "respire", '+')]
    [InlineData("", "il ne dort que deux heures", "dort", '+')]
    [InlineData("", "elle n'a que de la fièvre", "fièvre", '+')]
    [InlineData("", "il n'a pas seulement de la fièvre", "fièvre", '+')]
    [InlineData("", "il a mal au ventre mais il ne vomit pas", "ventre", '+')]
    [InlineData("", "il a mal au ventre mais il ne vomit pas", "vomit", '-')]
    [InlineData("", "non pas de boutons", "boutons", '-')]
    [InlineData("", "il est tombé pas de perte de connaissance", "tombé", '+')]
    [InlineData("", "il est tombé pas de perte de connaissance", "connaissance", '-')]
    [InlineData("", "pas de problème je vous écoute il saigne", "saigne", '+')]
    [InlineData("", "il tousse, il n'a pas de fièvre", "tousse", '+')]
    [InlineData("", "elle ne répond pas et elle saigne", "saigne", '+')]
    [InlineData("", "je n'ai pas de douleur mais j'ai du mal à respirer", "respirer", '+')]
    [InlineData("", "sans doute une fièvre", "fièvre", '+')]
    [InlineData("", "il a pas mal de fièvre", "fièvre", '+')]
    // yes and no after a plain question
    [InlineData("est-ce qu'il respire ?", "oui", "respire", '+')]
    [InlineData("est-ce qu'il respire ?", "non", "respire", '-')]
    [InlineData("est-ce qu'il respire ?", "ouais ouais", "respire", '+')]
    [InlineData("est-ce qu'il respire ?", "euh non pas du tout", "respire", '-')]
    [InlineData("est-ce qu'il respire ?", "je crois que non", "respire", '-')]
    [InlineData("est-ce qu'il respire ?", "je crois que oui", "respire", '+')]
    [InlineData("est-ce qu'il respire ?", "je pense pas", "respire", '-')]
    [InlineData("est-ce qu'il respire ?", "je sais pas", "respire", '0')]
    [InlineData("est-ce qu'il respire ?", "je n'en sais rien", "respire", '0')]
    [InlineData("est-ce qu'il respire ?", "aucune idée", "respire", '0')]
    [InlineData("vous avez perdu connaissance ?", "non pas du tout je suis assis", "connaissance", '-')]
    [InlineData("il a mal à la poitrine ?", "tout à fait", "poitrine", '+')]
    [InlineData("il a mal à la poitrine ?", "absolument pas", "poitrine", '-')]
    [InlineData("elle a vomi ?", "bien sûr", "vomi", '+')]
    [InlineData("elle est consciente ?", "bah oui", "consciente", '+')]
    [InlineData("avez-vous de la fièvre", "non", "fièvre", '-')]
    [InlineData("elle saigne", "oui beaucoup", "saigne", '+')]
    // negated questions
    [InlineData("vous n'avez pas mal ?", "non", "mal", '-')]
    [InlineData("vous n'avez pas mal ?", "si", "mal", '+')]
    [InlineData("vous n'avez pas mal ?", "si si un peu", "mal", '+')]
    [InlineData("il n'a pas de fièvre ?", "non non", "fièvre", '-')]
    [InlineData("il n'a pas de fièvre ?", "oui", "fièvre", '0')]
    [InlineData("elle a pas vomi ?", "si", "vomi", '+')]
    // what is excepted is taken for granted
    [InlineData("vous avez d'autres symptômes à part la fièvre ?", "non", "fièvre", '+')]
    [InlineData("vous prenez pas d'autre médicament que de l'insuline ?", "non", "insuline", '+')]
    [InlineData("", "elle n'a rien à part de la fièvre", "fièvre", '+')]
    // several questions, announcements, fear
    [InlineData("il a la nuque raide ? il vomit ?", "non", "vomit", '-')]
    [InlineData("il a la nuque raide ? il vomit ?", "non", "raide", '-')]
    [InlineData("d'accord je note. est-ce qu'il saigne ?", "oui", "saigne", '+')]
    [InlineData("j'envoie les pompiers, s'il convulse vous rappelez. il saigne ?", "oui", "convulse", '0')]
    [InlineData("", "j'ai peur qu'il convulse", "convulse", '0')]
    [InlineData("", "si jamais il convulse je fais quoi", "convulse", '0')]
    public void TruthOf_FrenchPhrase_AsASpeakerMeansIt(string question, string answer, string probe, char expected)
    {
        var input = Read(question, answer);
        var at = Enumerable.Range(0, input.Words.Count).First(i => input.Words[i].Text == probe);
        var truth = TurnFeatures.TruthOf(input, at, at, ownNegation: false);
        Assert.Equal(expected switch { '+' => true, '-' => false, _ => (bool?)null }, truth);
    }

    [Theory]
    [InlineData("oui", AnswerPolarity.Yes)]
    [InlineData("non non il dort", AnswerPolarity.No)]
    [InlineData("si", AnswerPolarity.Si)]
    [InlineData("si il respire", AnswerPolarity.None)]
    [InlineData("je sais pas trop", AnswerPolarity.Unknown)]
    [InlineData("ben je ne sais pas", AnswerPolarity.Unknown)]
    [InlineData("je crois que oui", AnswerPolarity.HedgedYes)]
    [InlineData("je crois pas", AnswerPolarity.HedgedNo)]
    [InlineData("peut-être oui", AnswerPolarity.HedgedYes)]
    [InlineData("il a mal au ventre", AnswerPolarity.None)]
    [InlineData("", AnswerPolarity.None)]
    public void AnswerPolarity_FirstWords_Read(string answer, AnswerPolarity expected) => Assert.Equal(expected, Read("il respire ?", answer).Polarity);

    [Fact]
    public void Read_Correction_MarksWhatItReplaces()
    {
        var input = Read("", "il respire bien enfin non il respire mal");
        var superseded = Flags(input, 6);
        var after = Flags(input, 7);
        Assert.Contains(true, superseded);
        Assert.Contains(true, after);
        Assert.DoesNotContain(true, superseded.Zip(after, (s, a) => s && a));
    }

    [Fact]
    public void Read_LongTexts_AreCut()
    {
        var input = Read(string.Join(' ', Enumerable.Repeat("question", 200)), string.Join(' ', Enumerable.Repeat("réponse", 5000)));
        Assert.Equal(TurnFeatures.MaxQuestionWords, input.QuestionCount);
        Assert.Equal(TurnFeatures.MaxAnswerWords, input.AnswerCount);
        Assert.Equal(input.Words.Count * TurnFeatures.FlagCount, input.Flags.Length);
    }

    [Fact]
    public void Read_Nothing_GivesNothing()
    {
        var input = Read("", "");
        Assert.Empty(input.Words);
        Assert.Empty(input.Flags);
    }

    private static bool[] Flags(TurnInput input, int flag) => [.. Enumerable.Range(0, input.Words.Count).Select(i => input.Flags[i * TurnFeatures.FlagCount + flag] > 0)];
}
