using Microsoft.Extensions.Time.Testing;
using Triage.Core.Assessment;
using Triage.Core.Audio;
using Triage.Core.Calls;
using Triage.Core.Speech;
using Triage.Core.Trial;
using Triage.TrialLog.Log;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Tests.Log;

/// <summary>A log in a folder of its own on a clock of its own, gone after the test.</summary>
internal sealed class LogRoom : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    public const string Words = "il ne respire plus du tout";

    private readonly string _path = Directory.CreateTempSubdirectory("triage-log-").FullName;

    public FakeTimeProvider Time { get; } = new(Start);

    public EvidenceFolder Folder => new(Path.Combine(_path, "evidence"));

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public EvidenceLog Open(Func<EvidenceOptions, EvidenceOptions>? change = null)
    {
        var options = new EvidenceOptions { Folder = Folder, Time = Time, Software = "1.2.3", Site = "test" };
        return EvidenceLog.Open(change?.Invoke(options) ?? options);
    }

    public static CallSetup Setup(string id = "c1", params (string Key, string Value)[] attributes) =>
        new(id, [CallChannel.Operator, CallChannel.Caller], AudioEncoding.Pcm16, 8000, CallPacing.Live, attributes.ToDictionary(a => a.Key, a => a.Value));

    /// <summary>A whole call: two utterances, a suggestion, an exposure, a decision.</summary>
    public void Call(EvidenceLog log, string id = "c1", params (string Key, string Value)[] attributes)
    {
        log.OpenCall(Setup(id, attributes), Time.GetUtcNow());
        Time.Advance(TimeSpan.FromSeconds(1));
        log.Publish(id, new SpeechStarted(CallChannel.Caller, 0.5) { Sequence = 1 });
        log.Publish(id, Final(2, CallChannel.Operator, 0, 1, "qu'est-ce qui se passe"));
        log.Publish(id, Final(3, CallChannel.Caller, 1.2, 3, Words));
        log.Publish(id, new SuggestionMade(3, Suggestion(), 12.5) { Sequence = 4 });
        log.Record(new ScreenExposure(id, 4, ExposureKind.Seen, "screen-1", "dr.martin", Time.GetUtcNow(), TimeSpan.FromSeconds(5)));
        log.Publish(id, new DecisionRecorded(4, new Decision(DecisionAction.Accepted, DeciderRole.RegulatingDoctor, 4, Priority.P0, null, null)) { Sequence = 5 });
        Time.Advance(TimeSpan.FromSeconds(2));
        log.Publish(id, new CallEnded(EndReason.Completed, 5, 0) { Sequence = 6 });
    }

    public static FinalTranscript Final(long sequence, CallChannel channel, double startS, double endS, string text) =>
        new(channel, (int)sequence, startS, endS, text, [.. text.Split(' ').Select((w, i) => new RecognizedWord(w, startS + (i * 0.1), startS + (i * 0.1) + 0.1, 0.9))], false, new(500, 5, 45))
        {
            Sequence = sequence,
        };

    public static Suggestion Suggestion() => new(
        new(Priority.P0, 0.9, [0.9, 0.05, 0.03, 0.01, 0.01], "not_breathing"), new(CareLevel.R1, 0.8, [0.8, 0.1, 0.05, 0.05]),
        new("M01.01", "Suspicion d’arrêt cardiaque, mort subite", 0.7), [new("M01.03", "Détresse respiratoire", 0.2)],
        [new("respiration_absente", FindingStatus.Present, 0.97, [new(CallChannel.Caller, 1.2, 1.8, "ne respire plus")])], null, AbstentionReason.None, "modelhash");

    public async Task<List<CallDossier>> ReadAsync(EvaluationFilter? filter = null)
    {
        using var reader = EvaluationReader.Open(Folder, filter?.WithQuotes ?? false);
        var all = new List<CallDossier>();
        await foreach (var dossier in reader.ReadAsync(filter ?? new(), Ct))
            all.Add(dossier);
        return all;
    }

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
