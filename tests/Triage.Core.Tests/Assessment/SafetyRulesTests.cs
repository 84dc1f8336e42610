using Triage.Core.Assessment;
using Triage.Core.Calls;

namespace Triage.Core.Tests.Assessment;

public sealed class SafetyRulesTests
{
    /// <summary>Finding codes separated by spaces ("-code" is absent), and exchanges "question|answer" separated by "/".</summary>
    private static IReadOnlyList<SafetyRule> Holding(string findings, string exchanges)
    {
        var (state, cues) = (new AssessmentState(), new CueLog());
        var mentions = findings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(code => new FindingMention(
            FindingCatalogue.IndexOf(code.TrimStart('-')), code[0] == '-' ? 0.02 : 0.95, code[0] == '-' ? 0.95 : 0.02, 0.01, [new Evidence(CallChannel.Caller, 0, 1, "mots")])).ToList();
        var id = 0;
        foreach (var exchange in exchanges.Split('/'))
        {
            var parts = exchange.Split('|');
            var input = TurnFeatures.Read(TurnWord.Read(parts[0].Split(' ')), TurnWord.Read(parts[1].Split(' ')));
            id++;
            state.Record(new TurnReading(id, id == 1 ? mentions : [], [], input.AnswerCount), input);
            cues.Read(id, input);
        }
        return SafetyRules.Holding(state, cues);
    }

    [Theory]
    [InlineData("arret-cardiaque", "inconscience", "il respire ?|non", "inconscience", "il respire ?|oui il respire bien")]
    [InlineData("arret-cardiaque", "", "|il est inconscient, il ne respire pas", "", "|il est conscient, il respire bien")]
    [InlineData("arret-cardiaque", "inconscience", "|de temps en temps il fait un gros bruit", "-inconscience", "est-ce qu'il est conscient ?|oui")]
    [InlineData("arret-cardiaque", "inconscience", "|il respire bizarrement comme un ronflement", "inconscience", "est-ce que sa poitrine se soulève ?|oui")]
    [InlineData("arret-cardiaque-constate", "arret_cardiaque", "|ah", "-arret_cardiaque", "|ah")]
    [InlineData("inconscience", "inconscience", "|ah", "-inconscience", "|ah")]
    [InlineData("inconscience", "", "il est conscient ?|non il est inconscient", "", "il est conscient ?|oui")]
    [InlineData("inconscience", "", "est-ce qu'il est conscient ?|non, il ne répond pas", "", "|il n'est pas inconscient")]
    [InlineData("ne-respire-pas", "", "|il respire plus il est tout bleu", "", "|il respire pas bien il est fatigué")]
    [InlineData("ne-respire-pas", "", "est-ce qu'il respire ?|non", "", "est-ce qu'il respire ?|oui")]
    [InlineData("ne-respire-pas", "", "est-ce qu'il respire encore ?|non", "", "ça siffle quand il respire ?|non")]
    [InlineData("ne-respire-pas", "", "|il respire plus, venez", "", "|il parle donc il respire, pas de souci")]
    [InlineData("ne-respire-pas", "", "|non il respire plus", "", "|il respire pas de souci")]
    [InlineData("ne-respire-pas", "", "|elle ne respire plus !", "", "|elle respire plus vite que d'habitude")]
    [InlineData("ne-respire-pas", "", "elle respire ?|je crois que non", "", "elle respire normalement ?|non pas trop")]
    [InlineData("inconscience-possible", "inconscience", "|ah", "perte_connaissance", "|ah")]
    [InlineData("asphyxie", "dyspnee", "elle arrive à parler ?|non", "dyspnee", "elle arrive à parler ?|oui")]
    [InlineData("asphyxie", "detresse_respiratoire", "|elle a les lèvres bleues", "detresse_respiratoire", "|elle n'a pas les lèvres bleues")]
    [InlineData("asphyxie", "dyspnee", "|elle est épuisée elle s'endort", "fievre", "|elle est épuisée")]
    [InlineData("asphyxie", "dyspnee", "|elle dit juste un mot à la fois", "-dyspnee", "|elle dit juste un mot à la fois")]
    [InlineData("asphyxie", "", "elle arrive à parler ?|non elle fait une crise d'asthme", "", "elle arrive à parler ?|oui elle a fini sa crise d'asthme")]
    [InlineData("asphyxie", "", "|elle n'arrive plus à respirer elle a les lèvres bleues", "", "|elle n'est pas essoufflée elle a les lèvres bleues")]
    [InlineData("inconscience-possible", "", "|il est tombé il ne répond plus", "", "il vous répond ?|oui il est grognon")]
    [InlineData("detresse-respiratoire", "detresse_respiratoire", "|ah", "-detresse_respiratoire", "|ah")]
    [InlineData("corps-etranger", "", "|il s'étouffe avec un bonbon il respire plus", "", "|il s'étouffait mais il respire bien")]
    [InlineData("corps-etranger-enfant", "", "|mon fils de trois ans a avalé une bille de travers", "", "|mon père de soixante ans a fait une fausse route")]
    [InlineData("anaphylaxie", "dyspnee", "|elle a la langue qui gonfle", "-dyspnee", "|elle a la langue qui gonfle")]
    [InlineData("hemorragie-massive", "hemorragie", "|il y a du sang partout ça gicle", "hemorragie", "|ça saigne un peu")]
    [InlineData("hemorragie-massive", "hemorragie", "ça saigne beaucoup ?|y a une mare de sang", "hemorragie", "|il y avait du sang partout/|là ça saigne plus")]
    [InlineData("hemorragie-grossesse", "hemorragie grossesse", "|ah", "hemorragie -grossesse", "|ah")]
    [InlineData("convulsion-en-cours", "convulsions", "|il est en train de convulser", "convulsions", "|il est en train de convulser/|ça y est la crise est finie")]
    [InlineData("convulsion", "convulsions", "|ah", "-convulsions", "|non")]
    [InlineData("avc", "signes_avc", "|ah", "-signes_avc", "|ah")]
    [InlineData("douleur-thoracique", "douleur_thoracique", "|j'ai cinquante ans", "douleur_thoracique", "|mon fils de trois ans")]
    [InlineData("douleur-thoracique", "", "|il se tient la poitrine", "", "|il se tient le ventre")]
    [InlineData("douleur-thoracique", "", "|ça me serre au milieu de la poitrine", "", "|ça ne me serre pas dans la poitrine")]
    [InlineData("douleur-thoracique", "", "ça vous serre dans la poitrine ?|oui", "", "ça vous serre dans la poitrine ?|non")]
    [InlineData("douleur-thoracique", "", "|il a la main sur le coeur", "", "|il a la main sur le front")]
    [InlineData("douleur-thoracique-choc", "malaise", "|il se tient la poitrine il est livide", "malaise", "|il se tient la tête il est livide")]
    [InlineData("accouchement-tete", "accouchement", "|je vois la tête", "accouchement", "|je ne vois pas la tête")]
    [InlineData("accouchement-tete", "grossesse", "vous voyez la tête ? est-ce qu'on voit la tête ?|oui", "-grossesse", "on voit la tête ?|oui")]
    [InlineData("accouchement", "accouchement", "|ah", "grossesse", "|ah")]
    [InlineData("arme-tronc", "", "|il a pris un coup de couteau dans le ventre", "", "|il a pris un coup de couteau dans le bras")]
    [InlineData("traumatisme-grave", "traumatisme_grave", "|ah", "traumatisme", "|ah")]
    [InlineData("pendaison", "", "|il s'est pendu", "", "il s'est pendu ?|non")]
    [InlineData("suicidaire", "suicidaire", "|ah", "-suicidaire", "|ah")]
    [InlineData("incendie-victime", "incendie", "|mon fils est coincé à l'intérieur", "incendie", "|il n'est pas coincé à l'intérieur")]
    [InlineData("nourrisson-fievre", "fievre", "|mon bébé de deux mois", "fievre", "|mon bébé de huit mois")]
    [InlineData("enfant-sans-reaction", "", "|mon fils de quatre ans réagit plus", "", "|mon fils de quatre ans pleure il réagit bien")]
    [InlineData("enfant-sans-reaction", "", "|ma fille de deux ans est inconsciente", "", "|ma fille de deux ans a un bouton sa sœur répond pas au téléphone")]
    [InlineData("enfant-sans-reaction", "", "|ma fille de deux ans est toute molle", "", "|ma mère de quatre vingts ans est toute molle")]
    [InlineData("nourrisson-malaise-grave", "", "|mon bébé de deux mois est devenu tout bleu", "", "|mon bébé de deux mois n'est pas bleu du tout")]
    [InlineData("nourrisson-malaise-grave", "", "|mon bébé de trois mois a arrêté de respirer", "", "|mon bébé de trois mois tousse")]
    [InlineData("douleur-thoracique-choc", "douleur_thoracique malaise", "vous êtes en sueur ?|oui j'ai soixante ans", "douleur_thoracique malaise", "vous êtes en sueur ?|non j'ai soixante ans")]
    [InlineData("douleur-thoracique-choc", "douleur_thoracique", "|il est livide", "douleur_thoracique", "|il est en sueur")]
    [InlineData("douleur-thoracique-choc", "douleur_thoracique perte_connaissance", "|mon mari a cinquante ans", "douleur_thoracique perte_connaissance", "|j'ai vingt ans")]
    [InlineData("douleur-thoracique-choc", "douleur_thoracique", "|il est tout gris", "-douleur_thoracique", "|il est tout gris")]
    [InlineData("dissection", "douleur_thoracique", "|ça me déchire dans le dos j'ai soixante ans", "douleur_thoracique", "|ça me serre")]
    [InlineData("hemorragie-choc", "hemorragie", "|elle est toute blanche", "hemorragie", "|elle est pas pâle")]
    [InlineData("hemorragie-choc", "hemorragie perte_connaissance", "|ah", "-hemorragie perte_connaissance", "|ah")]
    [InlineData("hemorragie-massive", "hemorragie", "|il a vomi un gros caillot", "hemorragie", "|il a pas vomi de sang")]
    [InlineData("hemorragie-massive", "hemorragie", "|elle crache du sang", "hemorragie", "|elle a craché un peu de sang")]
    [InlineData("choc-allergique", "dyspnee", "|il s'est fait piquer enfin il a été piqué par une guêpe", "dyspnee", "|il est allergique au pollen")]
    [InlineData("choc-allergique", "perte_connaissance", "|elle fait un choc allergique", "-perte_connaissance", "|elle fait une réaction allergique")]
    [InlineData("brulure-etendue", "brulure", "|il a brûlé tout le corps", "brulure", "|il s'est brûlé le doigt")]
    [InlineData("brulure-vitale", "brulure dyspnee", "|il s'est brûlé le visage", "brulure -dyspnee", "|il s'est brûlé le visage")]
    [InlineData("suicide-en-cours", "", "|il est sur le rebord de la fenêtre", "", "|le chat est dans la fenêtre")]
    [InlineData("suicide-en-cours", "", "|elle s'est ouvert les veines", "", "|on va lui ouvrir la porte")]
    [InlineData("suicide-en-cours", "suicidaire", "|il dit qu'il va sauter du pont", "suicidaire", "|il va pas sauter du pont il est redescendu")]
    [InlineData("avc-dit", "", "|il a la bouche de travers", "", "sa bouche est de travers ?|non")]
    [InlineData("choc-violent", "", "|il est tombé du toit", "", "|il est tombé de sa chaise")]
    [InlineData("choc-violent", "", "|il a été renversé par une voiture", "", "|il a renversé son café")]
    [InlineData("arme", "violence", "|il a pris un coup de couteau", "violence", "|il a pris un coup de poing")]
    [InlineData("purpura-fulminans", "fievre", "|il a des taches violettes", "fievre", "|il a des taches rouges")]
    [InlineData("purpura", "fievre", "|il a des taches rouges", "fievre", "il a des taches rouges ?|non pas de taches violettes")]
    public void Rule_BothDirections_HoldsOnlyWhenItShould(string rule, string findings, string exchanges, string otherFindings, string otherExchanges)
    {
        Assert.Contains(Holding(findings, exchanges), r => r.Id == rule);
        Assert.DoesNotContain(Holding(otherFindings, otherExchanges), r => r.Id == rule);
    }

    [Fact]
    public void Rules_EveryRule_IsTestedAboveAndSourced()
    {
        var tested = typeof(SafetyRulesTests).GetMethod(nameof(Rule_BothDirections_HoldsOnlyWhenItShould))!.GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Cast<InlineDataAttribute>().Select(a => (string)a.Data[0]!).ToHashSet();
        Assert.All(SafetyRules.All, r =>
        {
            Assert.Contains(r.Id, tested);
            Assert.NotEmpty(r.Source);
            Assert.True(r.Version >= 1);
        });
        Assert.Equal(SafetyRules.All.Count, SafetyRules.All.Select(r => r.Id).Distinct().Count());
    }

    [Theory]
    [InlineData("|bonjour je cherche une pharmacie de garde pour ce soir")]
    [InlineData("est-ce qu'il respire normalement ? il a fait des convulsions ?|il respire bien, il tousse un petit peu, non, pas de convulsions")]
    [InlineData("comment est-ce qu'il se comporte, il joue, il vous répond ?|oui il est un peu grognon mais il joue")]
    [InlineData("si jamais il ne respire plus vous rappelez|d'accord")]
    public void Rules_HarmlessTalk_NoneHolds(string exchanges) => Assert.Empty(Holding("fievre toux_infection", exchanges));

    [Fact]
    public void Holding_SeveralRules_MostUrgentFirst()
    {
        var rules = Holding("inconscience arret_cardiaque signes_avc", "|il respire plus");
        Assert.Equal(Priority.P0, rules[0].Priority);
        Assert.True(rules.Select(r => r.Priority).SequenceEqual(rules.Select(r => r.Priority).Order()));
    }
}
