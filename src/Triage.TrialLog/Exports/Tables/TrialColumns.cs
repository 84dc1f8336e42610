using Triage.Core.Calls;
using Triage.Core.Trial;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports.Tables;

/// <summary>The columns of what the trial and the humans did: allocations, exposures, decisions, clocks, adjudications, outages.</summary>
internal static class TrialColumns
{
    public static ColumnSet<Placed<AllocationRecord>> Allocations()
    {
        var columns = Rows<AllocationRecord>();
        columns.Integer("protocol_version", "Version of the protocol", "Version du protocole", r => r.Row.ProtocolVersion, required: true);
        columns.Text("stratum", "Stratum", "Strate", r => r.Row.Stratum, required: true);
        columns.Integer("unit", "Place of the unit in its stratum, from 0", "Rang de l'unité dans sa strate, à partir de 0", r => r.Row.Unit, required: true);
        columns.Integer("suggestion_sequence", "The alert that was allocated; missing: the unit is the call", "L'alerte tirée ; absente : l'unité est l'appel", r => r.Row.SuggestionSequence);
        columns.Integer("block", "Place of the block in its stratum, from 0", "Rang du bloc dans sa strate, à partir de 0", r => r.Row.Block, required: true);
        columns.Code<TrialArm>("arm", "What the unit was allocated to", "Bras tiré", r => r.Row.Arm, required: true);
        columns.Instant("at", "When it was allocated", "Instant du tirage", r => r.Row.At, required: true);
        return columns;
    }

    public static ColumnSet<Placed<ExposureRecord>> Exposures()
    {
        var columns = Rows<ExposureRecord>();
        columns.Integer("suggestion_sequence", "The suggestion that was exposed", "La suggestion exposée", r => r.Row.SuggestionSequence, required: true);
        columns.Code<ExposureKind>("kind", "What became of it on the screen", "Ce qu'elle est devenue à l'écran", r => r.Row.Kind, required: true);
        columns.Text("screen", "The open page; random, names nobody", "La page ouverte ; aléatoire, ne nomme personne", r => r.Row.Screen, required: true);
        columns.Text("viewer_key", "Pseudonym of who looked", "Pseudonyme de la personne devant l'écran", r => r.Row.ViewerKey, required: true);
        columns.Instant("at", "Wall time of the server", "Heure du serveur", r => r.Row.At, required: true);
        columns.Number("monotonic_s", "Time since the start of the appliance; a change of the clock does not touch it", "Temps depuis le démarrage de l'appareil, insensible aux changements d'heure", r => r.Row.MonotonicS, required: true, unit: "s");
        return columns;
    }

    public static ColumnSet<Placed<DecisionRecord>> Decisions()
    {
        var columns = Rows<DecisionRecord>();
        columns.Integer("sequence", "Number of the decision in the call's events", "Numéro de la décision dans les événements de l'appel", r => r.Row.Sequence, required: true);
        columns.Integer("suggestion_sequence", "The suggestion on the screen; 0: none was", "La suggestion à l'écran ; 0 : aucune", r => r.Row.SuggestionSequence, required: true);
        columns.Instant("at", "When it was recorded", "Instant de l'enregistrement", r => r.Row.At, required: true);
        columns.Number("at_s", "Media time in the call", "Temps dans l'enregistrement de l'appel", r => r.Row.AtS, required: true, unit: "s", minimum: 0);
        columns.Code<DecisionAction>("action", "What the human did with the suggestion", "Ce que l'humain a fait de la suggestion", r => r.Row.Action, required: true);
        columns.Code<DeciderRole>("role", "Role of the human", "Rôle de l'humain", r => r.Row.Role, required: true);
        columns.Text("decider_key", "Pseudonym of the human", "Pseudonyme de l'humain", r => r.Row.DeciderKey, required: true);
        columns.Code("priority", "Priority that the human holds true; missing: not stated", "Priorité retenue par l'humain ; absente : non précisée", r => r.Row.Priority);
        columns.Code("care_level", "Level of care that the human holds true", "Niveau de soins retenu par l'humain", r => r.Row.CareLevel);
        columns.Text("motive", "Motive that the human holds true, Hub Sante code", "Motif retenu par l'humain, code Hub Santé", r => r.Row.Motive, codes: SuggestionColumns.Motives);
        columns.Text("reason", "Code of the reason given", "Code de la raison donnée", r => r.Row.Reason);
        columns.Boolean("late", "Recorded after the call had ended", "Enregistrée après la fin de l'appel", r => r.Row.Late);
        columns.Boolean("before_display", "An independent judgement, asked before anything was shown", "Jugement indépendant, demandé avant tout affichage", r => r.Row.BeforeDisplay);
        return columns;
    }

    public static ColumnSet<Placed<ClockRecord>> Clocks()
    {
        var columns = Rows<ClockRecord>();
        columns.Code<CallClock>("clock", "Which moment", "Quel moment", r => r.Row.Clock, required: true);
        columns.Instant("at", "When", "Instant", r => r.Row.At, required: true);
        columns.Text("source", "Whose clock: appliance, telephony, or the name of an import", "Horloge : appliance, telephony, ou le nom d'un import", r => r.Row.Source, required: true);
        return columns;
    }

    public static ColumnSet<Placed<AdjudicationRecord>> Adjudications()
    {
        var columns = Rows<AdjudicationRecord>();
        columns.Text("adjudicator_key", "Pseudonym of the adjudicator", "Pseudonyme de l'adjudicateur", r => r.Row.AdjudicatorKey, required: true);
        columns.Boolean("vital_emergency", "A vital emergency, with all that is known afterwards", "Urgence vitale, avec tout ce qui est connu après coup", r => r.Row.VitalEmergency);
        columns.Code("priority", "Priority it deserved", "Priorité méritée", r => r.Row.Priority);
        columns.Text("motive", "Motive it deserved, Hub Sante code", "Motif mérité, code Hub Santé", r => r.Row.Motive, codes: SuggestionColumns.Motives);
        columns.Text("source", "What the judgement rests on: recording, smur_summary, hospital_record, or as imported", "Fondement du jugement : recording, smur_summary, hospital_record, ou tel qu'importé", r => r.Row.Source, required: true);
        columns.Boolean("consensus", "The agreed judgement after two differed", "Jugement commun après désaccord", r => r.Row.Consensus);
        columns.Instant("at", "When it was given", "Instant du jugement", r => r.Row.At, required: true);
        return columns;
    }

    public static ColumnSet<Placed<OutageRecord>> Outages()
    {
        var columns = new ColumnSet<Placed<OutageRecord>>();
        columns.Text("call_key", "The call it touched; missing: the whole appliance", "L'appel touché ; absent : tout l'appareil", r => r.Row.CallKey);
        columns.Integer("position", "Place in this export, from 0", "Rang dans cet export, à partir de 0", r => r.Position, required: true);
        columns.Text("what", "What the appliance did not do", "Ce que l'appareil ne faisait pas", r => r.Row.What, required: true);
        columns.Instant("from", "Since when", "Début", r => r.Row.From, required: true);
        columns.Instant("to", "Until when; missing: it lasts", "Fin ; absente : en cours", r => r.Row.To);
        return columns;
    }

    private static ColumnSet<Placed<T>> Rows<T>()
    {
        var columns = new ColumnSet<Placed<T>>();
        columns.Text("call_key", "Pseudonym of the call", "Pseudonyme de l'appel", r => r.CallKey, required: true);
        columns.Integer("position", "Place among the call's rows of this table, from 0", "Rang parmi les lignes de l'appel dans cette table, à partir de 0", r => r.Position, required: true);
        return columns;
    }
}
