namespace Triage.TrialLog.Reports.Pages;

/// <summary>Codes of the record in French; a code without an entry is shown as it is.</summary>
internal static class FrenchTerms
{
    private static readonly Dictionary<string, string> s_terms = new(StringComparer.Ordinal)
    {
        ["shadow"] = "ombre", ["visible"] = "visible", ["none"] = "sans bras",
        ["patient_age_years"] = "Âge du patient (ans)", ["patient_sex"] = "Sexe du patient", ["caller_kind"] = "Appelant", ["origin"] = "Origine de l'appel", ["reference"] = "Référence",
        ["true_priority"] = "Priorité de référence", ["operator_experience_years"] = "Expérience de l'opérateur (ans)", ["shift_utc"] = "Plage (UTC, jour 7 h–19 h)",
        ["signal_to_noise_db"] = "Rapport signal sur bruit (dB)", ["recogniser_confidence"] = "Confiance de la reconnaissance", ["lost_audio_share"] = "Part de son perdue", ["audio_s"] = "Durée du son (s)",
        ["vital"] = "urgence vitale", ["other"] = "autre", ["day"] = "jour", ["night"] = "nuit", ["M"] = "homme", ["F"] = "femme", ["O"] = "autre", ["UN"] = "inconnu",
        ["age"] = "Âge", ["sex"] = "Sexe", ["caller"] = "Appelant", ["audio_quality"] = "Qualité du son", ["poor"] = "mauvaise", ["good"] = "bonne", ["unknown"] = "non renseigné",
        ["proche"] = "proche", ["temoin"] = "témoin", ["patient"] = "patient", ["professionnel"] = "professionnel", ["suggestion"] = "Dernière suggestion",
        ["human_shadow"] = "Décision humaine, bras ombre", ["human_visible"] = "Décision humaine, bras visible", ["human_none"] = "Décision humaine",
        ["no_suggestion"] = "aucune suggestion calculée", ["below_threshold"] = "sous le seuil d'alerte", ["not_enough_said"] = "abstention : pas assez dit", ["low_confidence"] = "abstention : trop d'incertitude",
        ["other_language"] = "abstention : autre langue", ["poor_audio"] = "abstention : mauvais son", ["model_unavailable"] = "abstention : modèle indisponible",
        ["completed"] = "terminé", ["disconnected"] = "source perdue", ["shutdown"] = "appareil arrêté", ["rejected"] = "protocole rompu par la source", ["failed"] = "échec de l'appareil", ["refused"] = "refusé à l'admission",
        ["stopped"] = "appareil arrêté", ["seen_on_another_screen"] = "vu sur un autre écran", ["displayed_in_shadow"] = "affiché malgré le bras ombre", ["appliance_stopped"] = "appareil arrêté", ["fr"] = "français",
        ["software"] = "Logiciel", ["configuration"] = "Configuration", ["speech_model"] = "Modèle de parole", ["triage_model"] = "Modèle de triage", ["not_in_the_call"] = "n'est pas dans l'appel",
        ["profile"] = "profil matériel", ["host_euros"] = "prix de l'hôte", ["host_years"] = "durée d'amortissement", ["euros_per_kwh"] = "prix du kWh", ["busy_watts"] = "puissance en charge mesurée",
        ["idle_watts"] = "puissance au repos mesurée", ["support_euros_per_year"] = "maintenance par an", ["operator_euros_per_hour"] = "coût horaire d'un opérateur",
    };

    public static string Of(string code) => s_terms.GetValueOrDefault(code, code);

    /// <summary>For the inside of a page.</summary>
    public static string Html(string code) => French.Text(code == "none" ? "une suggestion tenait" : Of(code));
}
