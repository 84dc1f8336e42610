namespace Triage.Core.Assessment;

/// <summary>One finding the model looks for.</summary>
/// <param name="Label">French, for the screen.</param>
/// <param name="Vital">Present, it can make the call a vital emergency; asked for first.</param>
/// <param name="Question">How an operator asks for it, in French.</param>
public sealed record FindingDefinition(string Code, string Label, bool Vital, string Question);

/// <summary>
/// The 33 findings, in the order of the model's outputs: never reorder, only append. Vital ones first and in the order of the
/// official interrogation: consciousness, breathing, bleeding (HAS, interrogatoire d'un appel pour urgence vitale).
/// </summary>
public static class FindingCatalogue
{
    public static IReadOnlyList<FindingDefinition> All { get; } =
    [
        new("inconscience", "Inconscience", true, "Est-ce qu'il est conscient, est-ce qu'il répond ?"),
        new("arret_cardiaque", "Arrêt cardiaque", true, "Est-ce qu'il respire normalement ?"),
        new("detresse_respiratoire", "Détresse respiratoire", true, "Est-ce qu'il arrive à parler, à finir ses phrases ?"),
        new("hemorragie", "Hémorragie", true, "Est-ce que ça saigne beaucoup ?"),
        new("convulsions", "Convulsions", true, "Est-ce qu'il convulse, est-ce qu'il a convulsé ?"),
        new("signes_avc", "Signes d'AVC", true, "La bouche est-elle de travers, un bras retombe-t-il ?"),
        new("douleur_thoracique", "Douleur thoracique", true, "Avez-vous mal dans la poitrine ?"),
        new("traumatisme_grave", "Traumatisme grave", true, "Que s'est-il passé exactement, quelle hauteur, quelle vitesse ?"),
        new("intoxication", "Intoxication", true, "Qu'est-ce qui a été pris, quand, en quelle quantité ?"),
        new("accouchement", "Accouchement", true, "Y a-t-il des contractions, envie de pousser ?"),
        new("suicidaire", "Idées ou geste suicidaires", true, "Avez-vous des idées noires, envie d'en finir ?"),
        new("violence", "Violence, agression", false, "L'agresseur est-il encore là, êtes-vous en sécurité ?"),
        new("incendie", "Incendie, fumées", false, "Y a-t-il du feu, des fumées respirées ?"),
        new("dyspnee", "Gêne respiratoire", false, "Avez-vous du mal à respirer ?"),
        new("perte_connaissance", "Perte de connaissance", false, "Y a-t-il eu perte de connaissance ?"),
        new("deficit_neuro", "Déficit neurologique", false, "Est-ce que vous bougez et sentez bien les quatre membres ?"),
        new("malaise", "Malaise", false, "Y a-t-il eu un malaise ?"),
        new("traumatisme", "Traumatisme", false, "Où êtes-vous blessé ?"),
        new("chute", "Chute", false, "Est-ce qu'il y a eu une chute ?"),
        new("au_sol", "Personne au sol", false, "Peut-il se relever ?"),
        new("brulure", "Brûlure", false, "Où est la brûlure, quelle surface ?"),
        new("douleur_abdominale", "Douleur abdominale", false, "Avez-vous mal au ventre ?"),
        new("cephalee", "Céphalée", false, "Avez-vous mal à la tête ?"),
        new("douleur_autre", "Autre douleur", false, "Où avez-vous mal ?"),
        new("fievre", "Fièvre", false, "Avez-vous de la fièvre ?"),
        new("toux_infection", "Toux, infection", false, "Est-ce que vous toussez ?"),
        new("vomissements", "Vomissements", false, "Y a-t-il des vomissements ?"),
        new("hypoglycemie_diabete", "Diabète, hypoglycémie", false, "Êtes-vous diabétique, quelle est la glycémie ?"),
        new("grossesse", "Grossesse", false, "Êtes-vous enceinte ?"),
        new("vertige", "Vertige", false, "Avez-vous la tête qui tourne ?"),
        new("agitation_anxiete", "Agitation, anxiété", false, "Est-ce qu'il est agité, angoissé ?"),
        new("psychiatrique", "Trouble psychiatrique", false, "Y a-t-il un suivi en psychiatrie ?"),
        new("probleme_social", "Problème social", false, "Y a-t-il quelqu'un pour vous aider à la maison ?"),
    ];

    private static readonly Dictionary<string, int> IndexByCode = All.Select((f, i) => (f.Code, i)).ToDictionary(p => p.Code, p => p.i, StringComparer.Ordinal);

    public static int Count => All.Count;

    /// <summary>Place of a finding in the model's outputs.</summary>
    /// <exception cref="KeyNotFoundException">The code is not in the catalogue.</exception>
    public static int IndexOf(string code) => IndexByCode[code];

    public static bool TryIndexOf(string code, out int index) => IndexByCode.TryGetValue(code, out index);
}
