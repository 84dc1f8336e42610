using System.Globalization;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.TrialLog.Exports.Tables;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports.Omop;

/// <summary>
/// Rows of OBSERVATION. The source value says what is observed (<c>suggestion.priority</c>, <c>finding.hemorragie</c>,
/// <c>clock.pick_up</c>), the value's source value which suggestion or decision it belongs to.
/// </summary>
internal sealed class OmopObservations(ExportFolder folder, TimeZoneInfo zone, OmopProviders providers) : IDisposable
{
    /// <summary>What value_as_string holds.</summary>
    private const int MostCharacters = 60;

    private readonly OmopTableWriter _table = new(OmopTable.Observation, folder, zone);
    private int _person;
    private int _visit;

    /// <summary>Values that were cut to what the CDM holds.</summary>
    public long Shortened { get; private set; }

    /// <param name="Unit">UCUM; null: none.</param>
    private readonly record struct Fact(
        string What, DateTimeOffset At, int Type, string? Value = null, double? Number = null, string? Unit = null, string? Qualifier = null, int? Provider = null, string? Of = null);

    public void Write(CallDossier dossier, int person, int visit)
    {
        (_person, _visit) = (person, visit);
        WriteCall(dossier.Call);
        foreach (var suggestion in dossier.Suggestions)
            WriteSuggestion(suggestion);
        foreach (var decision in dossier.Decisions)
            WriteDecision(decision);
        foreach (var clock in dossier.Clocks)
            Write(new(
                $"clock.{CodeNames<CallClock>.Of(clock.Clock)}", clock.At, OmopConcepts.FromRecord, Number: (clock.At - dossier.Call.StartedAt).TotalSeconds, Unit: "s", Qualifier: clock.Source));
        foreach (var judgement in dossier.Adjudications)
            WriteJudgement(judgement);
    }

    public void Dispose() => _table.Dispose();

    private void WriteCall(CallRecord call)
    {
        void Text(string what, string? value)
        {
            if (value is not null)
                Write(new(what, call.StartedAt, OmopConcepts.FromRecord, value));
        }
        Text("call.arm", call.Arm is { } arm ? CodeNames<TrialArm>.Of(arm) : null);
        Text("call.stratum", call.Stratum);
        Text("call.caller_kind", call.CallerKind);
        Text("call.origin", call.Origin);
        Text("call.end_reason", call.EndReason);
        Text("call.exclusion", call.Exclusion);
        Text("call.contamination", call.Contamination);
        Write(new("call.audio", call.StartedAt, OmopConcepts.FromRecord, Number: call.AudioS, Unit: "s"));
    }

    private void WriteSuggestion(SuggestionRecord suggestion)
    {
        var number = suggestion.Sequence.ToString(CultureInfo.InvariantCulture);
        var shown = suggestion.Abstention != AbstentionReason.None ? $"abstained.{CodeNames<AbstentionReason>.Of(suggestion.Abstention)}" : suggestion.Shown ? "shown" : "not_shown";
        Write(new("suggestion.priority", suggestion.At, OmopConcepts.FromAlgorithm, CodeNames<Priority>.Of(suggestion.Priority), suggestion.Probability, "1", shown, Of: number));
        Write(new("suggestion.care_level", suggestion.At, OmopConcepts.FromAlgorithm, CodeNames<CareLevel>.Of(suggestion.CareLevel), Qualifier: shown, Of: number));
        Write(new("suggestion.motive", suggestion.At, OmopConcepts.FromAlgorithm, suggestion.Motive, suggestion.MotiveProbability, "1", shown, Of: number));
        foreach (var finding in suggestion.Findings)
            Write(new($"finding.{finding.Code}", suggestion.At, OmopConcepts.FromLanguage, CodeNames<FindingStatus>.Of(finding.Status), finding.Probability, "1", Of: number));
    }

    private void WriteDecision(DecisionRecord decision)
    {
        var provider = providers.IdOf(decision.DeciderKey, CodeNames<DeciderRole>.Of(decision.Role));
        var number = decision.Sequence.ToString(CultureInfo.InvariantCulture);
        var qualifier = decision.BeforeDisplay ? "before_display" : decision.Late ? "late" : null;
        void Text(string what, string? value)
        {
            if (value is not null)
                Write(new(what, decision.At, OmopConcepts.FromRecord, value, Qualifier: qualifier, Provider: provider, Of: number));
        }
        Text("decision.action", CodeNames<DecisionAction>.Of(decision.Action));
        Text("decision.priority", decision.Priority is { } priority ? CodeNames<Priority>.Of(priority) : null);
        Text("decision.care_level", decision.CareLevel is { } level ? CodeNames<CareLevel>.Of(level) : null);
        Text("decision.motive", decision.Motive);
        Text("decision.reason", decision.Reason);
    }

    private void WriteJudgement(AdjudicationRecord judgement)
    {
        var provider = providers.IdOf(judgement.AdjudicatorKey, "adjudicator");
        var qualifier = judgement.Consensus ? $"{judgement.Source}.consensus" : judgement.Source;
        Write(new("reference.vital_emergency", judgement.At, OmopConcepts.FromRecord, judgement.VitalEmergency ? "true" : "false", Qualifier: qualifier, Provider: provider));
        if (judgement.Priority is { } priority)
            Write(new("reference.priority", judgement.At, OmopConcepts.FromRecord, CodeNames<Priority>.Of(priority), Qualifier: qualifier, Provider: provider));
        if (judgement.Motive is { } motive)
            Write(new("reference.motive", judgement.At, OmopConcepts.FromRecord, motive, Qualifier: qualifier, Provider: provider));
    }

    private void Write(Fact fact) => _table
        .Integer(_table.Number).Integer(_person).Integer(OmopConcepts.None).Date(fact.At).Timestamp(fact.At).Integer(fact.Type).Decimal(fact.Number).Text(Shorten(fact.Value))
        .Missing(3).Integer(fact.Provider).Integer(_visit).Missing().Text(fact.What).Integer(OmopConcepts.None).Text(fact.Unit).Text(fact.Qualifier).Text(fact.Of).Missing(2)
        .End();

    // Attributes come from telephony as they are. Two characters of room: the mark of the cut and an apostrophe before a formula.
    private string? Shorten(string? value)
    {
        if (value is null || value.Length < MostCharacters)
            return value;
        Shortened++;
        var end = char.IsHighSurrogate(value[MostCharacters - 3]) ? MostCharacters - 3 : MostCharacters - 2;
        return value[..end] + "…";
    }
}
