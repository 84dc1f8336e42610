using System.Collections.Frozen;
using Triage.TrialLog.Log.Entries;

namespace Triage.TrialLog.Log;

/// <summary>
/// Every type of event with its name and version: a contract with all logs that were ever written. Never rename or reuse; append.
/// </summary>
public static class EntryCatalogue
{
    private static readonly (string Name, int Version, Type Type)[] s_all =
    [
        ("log_created", 1, typeof(LogCreatedEntry)),
        ("log_opened", 1, typeof(LogOpenedEntry)),
        ("key", 1, typeof(KeyEntry)),
        ("appliance_started", 1, typeof(ApplianceStartedEntry)),
        ("appliance_stopped", 1, typeof(ApplianceStoppedEntry)),
        ("versions", 1, typeof(VersionsEntry)),
        ("clock_changed", 1, typeof(ClockChangedEntry)),
        ("storage_outage", 1, typeof(StorageOutageEntry)),
        ("events_lost", 1, typeof(EventsLostEntry)),
        ("day_head", 1, typeof(DayHeadEntry)),
        ("access", 1, typeof(AccessEntry)),
        ("content_deleted", 1, typeof(ContentDeletedEntry)),
        ("retention", 1, typeof(RetentionEntry)),
        ("call_opened", 1, typeof(CallOpenedEntry)),
        ("call_refused", 1, typeof(CallRefusedEntry)),
        ("speech_started", 1, typeof(SpeechStartedEntry)),
        ("first_word", 1, typeof(FirstWordEntry)),
        ("final_transcript", 1, typeof(FinalEntry)),
        ("suggestion", 1, typeof(SuggestionEntry)),
        ("exposure", 1, typeof(ExposureEntry)),
        ("decision", 1, typeof(DecisionEntry)),
        ("degraded", 1, typeof(DegradedEntry)),
        ("gap", 1, typeof(GapEntry)),
        ("input_quality", 1, typeof(QualityEntry)),
        ("clock", 1, typeof(ClockEntry)),
        ("call_ended", 1, typeof(CallEndedEntry)),
        ("trial_started", 1, typeof(TrialStartedEntry)),
        ("protocol_changed", 1, typeof(ProtocolChangedEntry)),
        ("allocated", 1, typeof(AllocatedEntry)),
        ("seed_revealed", 1, typeof(SeedRevealedEntry)),
        ("excluded", 1, typeof(ExcludedEntry)),
        ("contaminated", 1, typeof(ContaminatedEntry)),
        ("adjudication", 1, typeof(AdjudicationEntry)),
    ];

    private static readonly FrozenDictionary<Type, (string Name, int Version)> s_byType = s_all.ToFrozenDictionary(e => e.Type, e => (e.Name, e.Version));

    private static readonly FrozenDictionary<(string, int), Type> s_byName = s_all.ToFrozenDictionary(e => (e.Name, e.Version), e => e.Type);

    /// <summary>Name and version under which entries of this type are written.</summary>
    /// <exception cref="KeyNotFoundException">The type is not in the catalogue.</exception>
    public static (string Name, int Version) Of(Type entry) => s_byType[entry];

    public static string NameOf<T>() where T : LogEntry => s_byType[typeof(T)].Name;

    /// <summary>Null: written by a later program; a reader passes over it.</summary>
    public static Type? Find(string name, int version) => s_byName.GetValueOrDefault((name, version));

    internal static IEnumerable<(string Name, int Version, Type Type)> All => s_all;
}
