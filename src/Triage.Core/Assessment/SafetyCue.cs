namespace Triage.Core.Assessment;

/// <summary>
/// A circumstance that the safety rules listen for by its words, beside the trained findings: the rules must hold even where the
/// model fails. Review list; not validated by clinicians.
/// </summary>
/// <param name="Id">Name in the rules.</param>
/// <param name="Said">Phrases that state it.</param>
/// <param name="Contrary">Phrases whose denial states it and whose affirmation denies it ("arrive à parler").</param>
public sealed record SafetyCue(string Id, IReadOnlyList<SpokenPattern> Said, IReadOnlyList<SpokenPattern> Contrary)
{
    public static IReadOnlyList<SafetyCue> All { get; } =
    [
        Cue("respiration_anormale",
            ["gros bruit|bruits", "ronfle|ronflement|ronflements|râle|gasp|gasps|gaspe", "respire * temps en temps", "temps en temps * respire|respiration", "respire bizarre|bizarrement|mal|bruyamment|difficilement|lentement",
                "respiration bizarre|bruyante|lente|irrégulière", "comme un poisson", "cherche * air", "bouche ouverte * bruit", "a arrêté de respirer", "respire pas|plus", "respire presque|quasiment pas|plus", "respire à peine", "plus de respiration", "respire|respiration une fois|toutes", "soupir|soupirs * temps en temps", "hoquet|hoquets * plus", "dernier souffle"],
            ["respire normalement|bien", "respire", "poitrine se soulève", "ventre se soulève", "poitrine bouge"]),
        Cue("ne_respire_pas",
            ["respire pas|plus !bien|normalement|correctement|très|trop|comme|vite|fort|mal|difficilement|lentement|facilement|à|aussi|que|par|du|de|d|calmement|beaucoup|tellement", "a arrêté de respirer", "plus de respiration"],
            ["il|elle respire !bien|normalement|correctement|très|trop|comme|vite|fort|mal|difficilement|lentement|facilement|à|aussi|pas|plus|par|du|beaucoup|un"]),
        Cue("inconscience_dite", ["inconscient|inconsciente", "sans connaissance", "dans le coma", "aucune réaction", "réveille|réveiller pas|plus"], ["est|être conscient|consciente"]),
        Cue("inconscient",
            ["inconscient|inconsciente", "sans connaissance", "répond|réponds|réagit|réagis pas|plus", "réveille pas|plus", "ouvre pas|plus * yeux", "arrive|arrivons|arrivez pas|plus à|a le|la réveiller", "aucune réaction", "dans le coma"],
            ["conscient|consciente", "vous répond", "répond", "réagit", "ouvre les yeux", "vous parle"]),
        Cue("essoufflement", ["mal à respirer", "peine à respirer", "arrive|arrives pas|plus à respirer", "arrive plus * respirer", "peut|peux pas|plus respirer", "crise d asthme", "s étouffe", "cherche * air", "manque d air", "suffoque|suffoqué", "gêne respiratoire", "essoufflé|essoufflée"],
            ["arrive à respirer", "respire bien|normalement"]),
        Cue("ne_parle_plus",
            ["mot * à la fois", "mot par mot", "un mot après", "arrive|arrives pas|plus à|a parler", "peut|peux pas|plus parler", "parle plus", "finit|finir pas * phrases", "deux mots"],
            ["arrive à parler", "arrivez à parler", "peut parler", "pouvez parler", "finir ses|vos phrases", "faire des phrases"]),
        Cue("cyanose", ["lèvres * bleues|violettes", "tout bleu|violet", "toute bleue|violette", "devient|est|devenu|devenue bleu|bleue|violet|violette", "ongles bleus", "visage * bleu|violet", "bleu|bleue autour", "cyanosé|cyanosée", "est gris|grise", "tout gris", "toute grise"], []),
        Cue("epuisement", ["épuisé|épuisée", "s endort", "somnolent|somnolente", "n en peut plus", "en peut plus", "à bout de forces|force", "lâche prise", "part|partir * fatigue"], []),
        Cue("saignement_massif", ["sang partout", "gicle", "beaucoup de sang", "beaucoup saigné", "saigne beaucoup|énormément", "pisse le sang", "mare de sang", "flaque de sang", "litre|litres de sang", "baigne * sang", "à flots", "arrête pas de saigner",
            "saigne * arrête pas", "sang qui coule", "hémorragie", "trempé de sang", "se vide", "vomit|vomi|vomissait|vomir !un|peu|juste|quelques|trois * sang", "crache|craché|crachait !un|peu|juste|quelques|trois * sang", "vomit|vomi|vomissait|vomir|crache|craché|crachait * caillot|caillots", "caillots", "vide de son sang", "compresses|serviette|serviettes|pansement|draps * trempé|trempés|trempée|trempées"], ["saignement * arrêté"]),
        Cue("saignement_cede", ["saigne plus", "arrêté de saigner", "saignement * arrêté", "saigne un peu|peu", "saigne pas|plus * bandage"], []),
        Cue("crise_en_cours", ["en train de convulser", "convulse encore|toujours|là|actuellement|depuis", "convulse", "convulsions * arrêtent|arrête pas", "crise * arrête pas", "tremble * arrête pas", "crise * depuis", "en pleine crise", "toujours en crise", "secousses"], []),
        Cue("crise_finie", ["convulse plus", "crise * finie|terminée|passée|arrêtée", "a convulsé", "arrêté de convulser", "a fait une crise", "convulsions * arrêtées|finies|terminées"], []),
        Cue("tete_visible", ["vois|voit|voyons|vu la tête", "tête * sort|sortie|sorti|dehors|visible", "voit les cheveux", "vois les cheveux", "bébé * sort|sorti|dehors|né", "cordon * sort|dépasse|pend", "pied|pieds|fesses|siège * sort|sortent|sorti|sortis", "il est né", "elle est née", "est en train de sortir"], []),
        Cue("arme", ["coup|coups de couteau|ciseaux|machette|sabre|tournevis", "poignardé|poignardée", "coup de feu|fusil|pistolet", "balle|balles", "tiré dessus", "planté|plantée * couteau"], []),
        Cue("plaie_tronc", ["dans le ventre|thorax|torse|dos|cou|cœur|coeur|flanc|abdomen", "dans la poitrine|gorge|tête", "dans l abdomen", "au thorax|ventre|cou|torse|abdomen", "à la gorge|poitrine"], []),
        Cue("etouffement", ["s étouffe|étouffait", "étouffer", "avalé * travers", "fausse route", "coincé|coincée|bloqué|bloquée * gorge", "avalé * bille|pièce|jouet|cacahuète|raisin|bonbon|morceau|saucisse|viande|pile"], []),
        Cue("obstruction", ["respire pas|plus", "arrive pas|plus à|a respirer", "tousse pas|plus", "crie pas|plus", "pleure plus", "tout bleu|violet", "toute bleue|violette", "passe pas|plus * air", "air * passe pas|plus"], ["arrive à respirer"]),
        Cue("pendaison", ["pendu|pendue", "pendaison", "s est pendu|pendue", "corde * cou|gorge", "accroché * cou", "noyé|noyée", "noyade", "trouvé|trouvée au fond de l eau", "coulé|coulée * piscine|eau|lac|mer|rivière|fond", "sorti|sortie|repêché|repêchée de l eau|la", "électrocuté|électrocutée|électrisé|électrisée", "foudroyé|foudroyée"], []),
        Cue("gonflement", ["gonfle|gonflé|gonflée|gonflées|gonflement * visage|langue|lèvres|gorge|paupières|yeux", "visage|langue|lèvres|gorge|paupières * gonfle|gonflent|gonflé|gonflée|gonflées", "œdème|oedème de quincke"], []),
        Cue("piege", ["bloqué|bloquée|coincé|coincée|enfermé|enfermée|prisonnier|prisonnière * intérieur|dedans|appartement|maison|chambre|étage|voiture|dessous|flammes", "peut|peux pas|plus sortir", "reste * à l intérieur|dedans"], []),
        Cue("sueurs", ["en sueur|sueurs", "sueurs froides", "trempé|trempée * sueur", "transpire beaucoup|énormément|partout|froid", "en nage"], []),
        Cue("paleur", ["pâle|livide|blafard|blafarde|marbré|marbrée|marbrures", "tout|toute gris|grise|blanc|blanche", "blanc|blanche comme un", "est gris|grise|blanc|blanche"], ["de bonnes couleurs"]),
        Cue("oppression_thoracique", ["se|me tient|tiens|tenait * poitrine|thorax", "main|mains|poing sur le|la|son|sa|ma|mon poitrine|thorax|cœur|coeur", "serre|serrait|écrase|oppresse|oppression|étau|poids|barre dans|sur|autour|au|à la|le|l|du|milieu * poitrine|thorax|sternum", "serre|serrait|écrase|oppresse|étau|oppression * dans la poitrine"], []),
        Cue("dechirement", ["déchire|déchirure|déchirement|déchirait|déchiré", "arrache|arrachait * poitrine|dos|thorax|ventre", "comme un|des coup|coups de poignard|couteau|hache", "transperce|transpercé * dos|poitrine", "dissection"], []),
        Cue("inerte", ["réagit|réagis pas|plus", "tout mou|molle", "toute molle", "poupée de chiffon", "chiffe molle", "comme un chiffon", "pantin"], ["bon tonus", "bien tonique"]),
        Cue("apnee", ["arrêté|arrête de respirer", "pauses * respire|respiration|respirer", "oublie de respirer", "apnée|apnées", "respire pas|plus"], []),
        Cue("brulure_etendue", ["pris feu|flammes", "s est immolé|immolée", "tout le corps|visage|dos|torse", "moitié du corps", "brûlé|brûlée * visage|figure|gorge", "peau * lambeaux|décolle|part|fond", "troisième degré", "torche"], []),
        Cue("geste_suicidaire", ["va|vais|veut|veux|menace * sauter du|par|depuis|dans", "se|me jeter du|par|dans|sous", "rebord * fenêtre|toit|pont|balcon", "enjambé|enjambe * parapet|balcon|barrière|rambarde|fenêtre", "sur le parapet", "s est tiré une", "s|me|se ouvert|ouvre les veines", "suis|est ouvert|ouverte|tailladé|tailladée les|le|la veines|poignets|poignet|gorge", "jeté|jetée * train|métro|vide|fenêtre|pont", "corde autour de|du", "fusil|pistolet|arme|carabine * tempe|bouche"], []),
        Cue("face_ou_membre", ["bouche|visage|sourire|lèvre * travers|tordu|tordue|tombante|paralysé|paralysée", "moitié du visage", "bras|main|jambe|côté * paralysé|paralysée|retombe|inerte", "baragouine|charabia", "mots * sortent pas|plus"], ["sourire symétrique", "lever * deux bras"]),
        Cue("allergie_aigue", ["choc anaphylactique|allergique", "réaction allergique", "piqué|piquée * guêpe|guêpes|abeille|abeilles|frelon|frelons", "stylo * adrénaline", "mangé * cacahuète|cacahuètes|arachide|arachides|noix|noisette|noisettes|crevette|crevettes"], []),
        Cue("choc_violent", ["tombé|tombée|chuté|sauté * étage|étages|toit|échafaudage|balcon|falaise|pont|ravin", "chute de|d trois|quatre|cinq|six|sept|huit|dix|quinze|vingt mètres", "éjecté|éjectée", "percuté|percutée|renversé|renversée|fauché|fauchée|écrasé|écrasée * voiture|camion|bus|train|tram|moto|scooter|bagnole", "incarcéré|incarcérée", "roulé dessus", "amputé|amputée|arraché|arrachée|sectionné|sectionnée * bras|jambe|main|doigt|doigts|pied"], []),
        Cue("taches_violettes", ["taches|plaques|boutons * violettes|violets|violacées|violacés|bleues|noires", "purpura", "disparaissent pas * appuie|appuyer|verre", "appuie * disparaissent pas"], []),
        Cue("taches", ["taches|plaques * violettes|rouges|violacées|disparaissent", "purpura", "boutons violets"], []),
    ];

    private static SafetyCue Cue(string id, string[] said, string[] contrary) =>
        new(id, [.. said.Select(p => new SpokenPattern(p))], [.. contrary.Select(p => new SpokenPattern(p))]);

    /// <summary>What one exchange says of the cue: true stated, false denied, null nothing. The last word in it counts.</summary>
    public bool? ReadIn(TurnInput input)
    {
        bool? stated = null;
        for (var at = 0; at < input.Words.Count; at++)
        {
            var limit = at < input.QuestionCount ? input.QuestionCount : input.Words.Count;
            stated = ReadAt(input, at, limit, Said, true) ?? ReadAt(input, at, limit, Contrary, false) ?? stated;
        }
        return stated;
    }

    private static bool? ReadAt(TurnInput input, int at, int limit, IReadOnlyList<SpokenPattern> patterns, bool states)
    {
        foreach (var pattern in patterns)
        {
            // "Ça siffle quand il respire ? - Non" takes for granted that he breathes.
            if (!states && at > 0 && input.Words[at - 1].Text is ("quand" or "lorsqu" or "lorsque"))
                continue;
            if (!pattern.MatchesAt(input.Words, at, limit, out var end))
                continue;
            var truth = TurnFeatures.TruthOf(input, at, end - 1, pattern.HoldsNegation);
            if (truth is { } holds)
                return holds == states;
        }
        return null;
    }
}

/// <summary>What the call has said of each cue so far.</summary>
public sealed class CueLog
{
    private readonly Dictionary<string, List<(int Exchange, bool Stated)>> _last = new(StringComparer.Ordinal);

    /// <summary>Takes an exchange; one that grew replaces what it said before.</summary>
    public void Read(int exchange, TurnInput input)
    {
        foreach (var cue in SafetyCue.All)
        {
            if (!_last.TryGetValue(cue.Id, out var said))
                _last[cue.Id] = said = [];
            said.RemoveAll(s => s.Exchange == exchange);
            if (cue.ReadIn(input) is not { } stated)
                continue;
            said.Add((exchange, stated));
            if (said.Count > 2)
                said.RemoveAt(0);
        }
    }

    /// <summary>True when the last word on the cue states it.</summary>
    public bool IsStated(string cue) => _last.TryGetValue(cue, out var said) && said is [.., (_, true)];

    /// <summary>True when the last word on the cue denies it.</summary>
    public bool IsDenied(string cue) => _last.TryGetValue(cue, out var said) && said is [.., (_, false)];
}
