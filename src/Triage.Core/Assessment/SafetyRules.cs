using static Triage.Core.Assessment.SafetyCondition;

namespace Triage.Core.Assessment;

/// <summary>The safety layer: published rules of emergency telephone triage as data. They raise a priority whatever the model says.</summary>
public static class SafetyRules
{
    private const string Has = "HAS 2011, Modalités de prise en charge d'un appel de demande de soins non programmés";
    private const string Erc = "ERC Guidelines 2021, Basic life support; Systems saving lives";
    private const string Sfmu = "SAMU-Urgences de France / SFMU, Guide d'aide à la régulation au SAMU Centre 15";
    private const string HasStroke = "HAS 2009, AVC : prise en charge précoce (FAST)";

    private static readonly SafetyCondition Unconscious = Any(Present("inconscience"), Said("inconscient"));
    private static readonly SafetyCondition NotBreathing = Any(Present("arret_cardiaque"), Said("respiration_anormale"));
    private static readonly SafetyCondition Breathless = Any(Present("detresse_respiratoire"), Present("dyspnee"), Said("essoufflement"));

    private static readonly SafetyCondition Child = YoungerThan(15 * 12);

    /// <summary>Below thirty years chest pain with sweats is rarely coronary; the common rule still makes it P1.</summary>
    private static readonly SafetyCondition CoronaryAge = Not(YoungerThan(30 * 12));

    private static readonly MotiveLift Arrest = new("M01.01", "M01.02", "M03.09", "M03.10");
    private static readonly MotiveLift Unconsciousness = new("M01.02", "M03.09", "M03.10");
    private static readonly MotiveLift RespiratoryDistress = new("M01.03", "M03.12", "M03.15");

    public static IReadOnlyList<SafetyRule> All { get; } =
    [
        new("arret-cardiaque", "Inconscient et ne respire pas normalement", All(Unconscious, NotBreathing), Priority.P0, CareLevel.R1, Erc, 2, Arrest),
        new("arret-cardiaque-constate", "Arrêt cardiaque décrit", Present("arret_cardiaque", 0.7), Priority.P0, CareLevel.R1, Has, 2, Arrest),
        new("ne-respire-pas", "Ne respire pas", Said("ne_respire_pas"), Priority.P0, CareLevel.R1, Erc, 1),
        new("inconscience", "Personne inconsciente", Any(Present("inconscience", 0.7), Said("inconscience_dite")), Priority.P0, CareLevel.R1, Has, 2, Unconsciousness),
        new("inconscience-possible", "Inconscience possible", Unconscious, Priority.P1, CareLevel.R2, Has, 1),
        new("asphyxie", "Gêne respiratoire avec épuisement, cyanose ou parole impossible",
            All(Breathless, Any(Said("ne_parle_plus"), Said("cyanose"), Said("epuisement"))), Priority.P0, CareLevel.R1, Sfmu, 2, RespiratoryDistress),
        new("detresse-respiratoire", "Détresse respiratoire", Present("detresse_respiratoire", 0.6), Priority.P1, CareLevel.R1, Has, 1),
        new("corps-etranger", "Étouffement avec air qui ne passe plus", All(Said("etouffement"), Any(Said("obstruction"), Said("cyanose"), Said("ne_parle_plus"))), Priority.P0, CareLevel.R1, Erc, 1),
        new("corps-etranger-enfant", "Étouffement d'un enfant", All(Said("etouffement"), YoungerThan(15 * 12)), Priority.P1, CareLevel.R1, Erc, 1),
        new("anaphylaxie", "Gonflement du visage avec gêne respiratoire", All(Said("gonflement"), Breathless), Priority.P0, CareLevel.R1, Sfmu, 1),
        new("hemorragie-massive", "Hémorragie active abondante",
            All(Present("hemorragie"), Said("saignement_massif"), Not(Said("saignement_cede"))), Priority.P0, CareLevel.R1, Has, 1),
        new("hemorragie-grossesse", "Saignement pendant une grossesse", All(Present("hemorragie"), Present("grossesse")), Priority.P1, CareLevel.R2, Sfmu, 1),
        new("convulsion-en-cours", "Convulsion en cours", All(Present("convulsions"), Said("crise_en_cours"), Not(Said("crise_finie"))), Priority.P0, CareLevel.R1, Sfmu, 1),
        new("convulsion", "Convulsion", Present("convulsions", 0.6), Priority.P1, CareLevel.R2, Sfmu, 1),
        new("avc", "Signes d'AVC", Present("signes_avc", 0.6), Priority.P1, CareLevel.R2, HasStroke, 1),
        new("douleur-thoracique", "Douleur thoracique", All(Any(Present("douleur_thoracique", 0.6), Said("oppression_thoracique")), Not(YoungerThan(15 * 12))), Priority.P1, CareLevel.R2, Sfmu, 2),
        new("accouchement-tete", "Naissance en cours, tête visible", All(Any(Present("accouchement"), Present("grossesse")), Said("tete_visible")), Priority.P0, CareLevel.R1, Sfmu, 1),
        new("accouchement", "Accouchement imminent", Present("accouchement", 0.7), Priority.P1, CareLevel.R2, Sfmu, 1),
        new("arme-tronc", "Plaie par arme au tronc, au cou ou à la tête", All(Said("arme"), Said("plaie_tronc")), Priority.P0, CareLevel.R1, Sfmu, 1),
        new("traumatisme-grave", "Traumatisme grave", Present("traumatisme_grave", 0.6), Priority.P1, CareLevel.R2, Sfmu, 1),
        new("pendaison", "Pendaison, noyade ou électrisation", Said("pendaison"), Priority.P0, CareLevel.R1, Erc, 1),
        new("suicidaire", "Idées ou geste suicidaires", Present("suicidaire", 0.6), Priority.P1, CareLevel.R2, Sfmu, 1),
        new("incendie-victime", "Personne bloquée dans un incendie", All(Present("incendie"), Said("piege")), Priority.P0, CareLevel.R1, Sfmu, 1),
        new("enfant-sans-reaction", "Enfant qui ne réagit pas", All(Child, Any(Present("inconscience"), Said("inconscience_dite"), Said("inerte"))), Priority.P0, CareLevel.R1, Sfmu, 1),
        new("nourrisson-malaise-grave", "Nourrisson bleu, mou ou qui cesse de respirer",
            All(YoungerThan(12), Any(Said("cyanose"), Said("inerte"), Said("apnee"))), Priority.P0, CareLevel.R1, Sfmu, 1),
        new("douleur-thoracique-choc", "Douleur thoracique avec pâleur, perte de connaissance, ou sueurs et malaise",
            All(Any(Present("douleur_thoracique", 0.6), Said("oppression_thoracique")), CoronaryAge, Any(Said("paleur"), Present("perte_connaissance", 0.6), All(Said("sueurs"), Present("malaise", 0.6)))), Priority.P0, CareLevel.R1, Sfmu, 2),
        new("dissection", "Douleur du tronc à type de déchirement",
            All(Any(Present("douleur_thoracique"), Present("douleur_abdominale"), Present("douleur_autre")), CoronaryAge, Said("dechirement")), Priority.P0, CareLevel.R1, Sfmu, 1),
        new("hemorragie-choc", "Hémorragie avec pâleur, sueurs ou perte de connaissance",
            All(Present("hemorragie", 0.6), Any(Said("paleur"), Said("sueurs"), Present("perte_connaissance", 0.6)), Not(Said("saignement_cede"))), Priority.P0, CareLevel.R1, Sfmu, 1),
        new("choc-allergique", "Réaction allergique avec gêne respiratoire ou perte de connaissance",
            All(Said("allergie_aigue"), Any(Breathless, Unconscious, Present("perte_connaissance", 0.6))), Priority.P0, CareLevel.R1, Sfmu, 1),
        new("brulure-etendue", "Brûlure étendue ou du visage", All(Present("brulure"), Said("brulure_etendue")), Priority.P1, CareLevel.R1, Sfmu, 1),
        new("brulure-vitale", "Brûlure étendue ou du visage avec gêne respiratoire ou inconscience",
            All(Present("brulure"), Said("brulure_etendue"), Any(Breathless, Unconscious)), Priority.P0, CareLevel.R1, Sfmu, 1),
        new("suicide-en-cours", "Geste suicidaire en cours", Said("geste_suicidaire"), Priority.P0, CareLevel.R1, Sfmu, 1),
        new("avc-dit", "Visage ou membre paralysé", Said("face_ou_membre"), Priority.P1, CareLevel.R2, HasStroke, 1),
        new("choc-violent", "Accident ou chute à forte énergie", Said("choc_violent"), Priority.P1, CareLevel.R2, Sfmu, 1),
        new("arme", "Blessé par arme", All(Said("arme"), Any(Present("violence"), Present("hemorragie"), Present("traumatisme_grave"))), Priority.P1, CareLevel.R2, Sfmu, 1),
        new("purpura-fulminans", "Fièvre avec taches violettes", All(Present("fievre"), Said("taches_violettes")), Priority.P0, CareLevel.R1, Sfmu, 1),
        new("nourrisson-fievre", "Fièvre avant trois mois", All(Present("fievre"), YoungerThan(3)), Priority.P1, CareLevel.R2, Sfmu, 1),
        new("purpura", "Fièvre avec taches qui évoquent un purpura", All(Present("fievre"), Said("taches")), Priority.P1, CareLevel.R1, Sfmu, 1),
    ];

    /// <summary>Rules that hold now, most urgent first.</summary>
    public static IReadOnlyList<SafetyRule> Holding(AssessmentState state, CueLog cues) =>
        [.. All.Where(r => r.When.Holds(state, cues)).OrderBy(r => r.Priority).ThenBy(r => r.CareLevel)];
}
