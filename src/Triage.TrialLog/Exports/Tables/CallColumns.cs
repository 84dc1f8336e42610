using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports.Tables;

/// <summary>The columns of <c>calls</c>: one row a call, whether or not it was answered, analysed or shown to anyone.</summary>
internal static class CallColumns
{
    private static readonly string[] s_ends = ["completed", "disconnected", "shutdown", "rejected", "failed", "refused"];

    public static ColumnSet<CallRecord> Create()
    {
        var columns = new ColumnSet<CallRecord>();
        columns.Text("call_key", "Pseudonym of the call (keyed HMAC; the key stays with the hospital)", "Pseudonyme de l'appel (HMAC à clé ; la clé reste à l'hôpital)", c => c.CallKey, required: true);
        columns.Text("site", "Site, as the protocol or else the configuration names it", "Site, nommé par le protocole ou sinon par la configuration", c => c.Site);
        columns.Instant("started_at", "First audio, or the request that was refused", "Premier son, ou demande refusée", c => c.StartedAt, required: true);
        columns.Instant("ended_at", "End of the call; missing: not known", "Fin de l'appel ; absente : inconnue", c => c.EndedAt);
        columns.Text("end_reason", "How the call ended for the appliance", "Fin de l'appel du point de vue de l'appareil", c => c.EndReason, codes: s_ends);
        columns.Number("audio_s", "Audio received", "Son reçu", c => c.AudioS, required: true, unit: "s", minimum: 0);
        columns.Number("audio_lost_s", "Audio known to be lost", "Son perdu, à la connaissance de l'appareil", c => c.AudioLostS, required: true, unit: "s", minimum: 0);
        columns.Text("protocol", "Name of the protocol in force; missing: no trial", "Protocole en vigueur ; absent : hors essai", c => c.Protocol);
        columns.Integer("protocol_version", "Version of the protocol in force", "Version du protocole en vigueur", c => c.ProtocolVersion);
        columns.Text("stratum", "Stratum of the allocation", "Strate du tirage", c => c.Stratum);
        columns.Code("arm", "Arm, when the unit is the call", "Bras, quand l'unité est l'appel", c => c.Arm);
        columns.Text("operator_key", "Pseudonym of the operator who took the call", "Pseudonyme de l'opérateur qui a pris l'appel", c => c.OperatorKey);
        columns.Text("operator_role", "Role of that operator", "Rôle de cet opérateur", c => c.OperatorRole);
        columns.Number("operator_experience_years", "Experience of that operator", "Expérience de cet opérateur", c => c.OperatorExperienceYears, unit: "a", minimum: 0);
        columns.Text("caller_kind", "Who called, as the source states it", "Qui appelait, selon la source", c => c.CallerKind);
        columns.Text("origin", "Where the call came from, as the source states it", "Provenance de l'appel, selon la source", c => c.Origin);
        columns.Number("patient_age_years", "Age of the patient", "Âge du patient", c => c.PatientAgeYears, unit: "a", minimum: 0);
        columns.Text("patient_sex", "Sex of the patient, Hub Sante codes M, F, O, UN", "Sexe du patient, codes Hub Santé M, F, O, UN", c => c.PatientSex);
        columns.Text("exclusion", "Why the protocol leaves the call out of the main analysis; missing: analysed", "Motif d'exclusion de l'analyse principale ; absent : analysé", c => c.Exclusion);
        columns.Text("contamination", "How a call of the shadow arm was exposed all the same", "Exposition d'un appel du bras masqué", c => c.Contamination);
        columns.Number("signal_to_noise_db", "Signal-to-noise ratio, the worse of the channels", "Rapport signal sur bruit, le pire des canaux", c => c.Quality.SignalToNoiseDb, unit: "dB");
        columns.Share("clipped_share", "Share of samples at full scale, the worse of the channels", "Part d'échantillons saturés, le pire des canaux", c => c.Quality.ClippedShare);
        columns.Share("overlap_share", "Share of the speech during which both spoke", "Part de la parole où les deux parlaient", c => c.Quality.OverlapShare);
        columns.Text("language", "Language that was heard", "Langue entendue", c => c.Quality.Language);
        columns.Share("recognition_confidence", "Mean probability of the recognised words", "Probabilité moyenne des mots reconnus", c => c.Quality.Confidence);
        columns.Number(
            "final_latency_p95_ms", "From the end of an utterance to its transcript, 95th percentile", "De la fin d'un énoncé à son texte, 95e centile",
            c => c.Quality.FinalLatencyP95Ms, unit: "ms", minimum: 0);
        columns.Text("quality_rule", "Handling rule that was applied to poor input; missing: none was needed", "Règle appliquée à une entrée de mauvaise qualité ; absente : aucune", c => c.Quality.Rule);
        columns.Text("software", "Version of the software", "Version du logiciel", c => c.Versions.Software);
        columns.Text("configuration", "SHA-256 of the configuration in force", "SHA-256 de la configuration en vigueur", c => c.Versions.Configuration);
        columns.Text("speech_model", "SHA-256 of the speech model", "SHA-256 du modèle de parole", c => c.Versions.SpeechModel);
        columns.Text("triage_model", "SHA-256 of the triage model with its thresholds", "SHA-256 du modèle de triage avec ses seuils", c => c.Versions.TriageModel);
        return columns;
    }
}
