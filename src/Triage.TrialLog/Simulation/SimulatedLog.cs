using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Triage.Core.Audio;
using Triage.Core.Calls;
using Triage.TrialLog.Log;
using Triage.TrialLog.Log.Entries;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Simulation;

/// <summary>
/// Writes a simulated trial into an evidence log of its own, through the log's own writer and in the order of time: what reads it later
/// cannot tell it from a real log but by its mark. No words, so the content store stays empty.
/// </summary>
public static class SimulatedLog
{
    private const string TrialName = "simulation", OutageCode = "triage";

    /// <summary>Calls after which the writer is awaited: keeps its memory small.</summary>
    private const int Pace = 100;

    /// <summary>Makes the log; returns the number of calls written.</summary>
    /// <exception cref="EvidenceLogException">The folder cannot be used, or holds a log of other calls already in use.</exception>
    public static async Task<int> WriteAsync(SimulationPlan plan, EvidenceFolder folder, CancellationToken ct)
    {
        plan.Checked();
        var clock = new SimulatedClock(plan.Start.AddHours(-1));
        await using var log = EvidenceLog.Open(new() { Folder = folder, Time = clock, Software = SimulatedMark.Software, Site = SimulatedMark.Site });
        var due = new PriorityQueue<Action, (DateTimeOffset At, long Order)>();
        var (order, calls, versions) = (0L, 0, false);
        foreach (var (dossier, position, size) in TrialSimulator.Units(plan))
        {
            ct.ThrowIfCancellationRequested();
            if (!versions)
                await BeginAsync(log, plan, dossier.Call.Versions, ct);
            versions = true;
            // Nothing of this call or a later one can come before it begins.
            Play(due, clock, dossier.Call.StartedAt);
            foreach (var (at, action) in Events(log, dossier, position, size))
                due.Enqueue(action, (at, order++));
            if (++calls % Pace == 0)
                await log.FlushAsync(ct);
        }
        Play(due, clock, DateTimeOffset.MaxValue);
        await log.FlushAsync(ct);
        return calls;
    }

    private static async Task BeginAsync(EvidenceLog log, SimulationPlan plan, RunningVersions versions, CancellationToken ct)
    {
        log.Append(new VersionsEntry(versions.Software, versions.Configuration, versions.SpeechModel, versions.TriageModel));
        var protocol = JsonSerializer.Serialize(new { simulated = true, plan });
        await log.AppendAsync(new TrialStartedEntry(TrialName, 1, SimulatedMark.Site, protocol, Sha256(protocol), Sha256(plan.Seed.ToString(CultureInfo.InvariantCulture))), ct: ct);
    }

    private static IEnumerable<(DateTimeOffset At, Action Action)> Events(EvidenceLog log, CallDossier dossier, int position, int blockSize)
    {
        var (call, id) = (dossier.Call, dossier.Call.CallKey);
        void Put(LogEntry entry) => log.Append(entry, id);
        yield return (call.StartedAt, () =>
        {
            log.OpenCall(Setup(dossier), call.StartedAt);
            foreach (var a in dossier.Allocations)
                Put(new AllocatedEntry(a.ProtocolVersion, a.Stratum, a.Unit, a.Block, position, blockSize, a.Arm, a.SuggestionSequence));
            if (SimulatedDossier.TouchedByOutage(dossier))
                Put(new DegradedEntry(OutageCode, true));
        });
        foreach (var clock in dossier.Clocks.Where(c => c.Clock is CallClock.FirstWord or CallClock.HangUp))
            yield return (clock.At, () => Put(new ClockEntry(clock.Clock, clock.At, clock.Source)));
        foreach (var s in dossier.Suggestions)
            yield return (s.At, () => Put(new SuggestionEntry(
                s.Sequence, s.AtS, s.Priority, s.Probability, s.Distribution, null, null, s.CareLevel, [0.25, 0.25, 0.25, 0.25], null, s.Motive, s.MotiveProbability, [], s.Abstention,
                s.Alert, s.Shown, s.Model, s.LatencyMs, [], null)));
        foreach (var e in dossier.Exposures)
            yield return (e.At, () => Put(new ExposureEntry(e.SuggestionSequence, e.Kind, e.Screen, log.PersonKey(e.ViewerKey), e.At, e.MonotonicS)));
        foreach (var d in dossier.Decisions)
            yield return (d.At, () => Put(new DecisionEntry(
                d.Sequence, d.SuggestionSequence, d.AtS, d.Action, d.Role, log.PersonKey(d.DeciderKey), d.Priority, d.CareLevel, d.Motive, d.Reason, d.Late, d.BeforeDisplay)));
        yield return (call.EndedAt!.Value, () => End(log, dossier, Put));
    }

    private static void End(EvidenceLog log, CallDossier dossier, Action<LogEntry> put)
    {
        var (call, q) = (dossier.Call, dossier.Call.Quality);
        put(new QualityEntry(q.SignalToNoiseDb, q.ClippedShare, q.OverlapShare, q.Language, q.Confidence, q.FinalLatencyP95Ms, q.Rule));
        if (SimulatedDossier.TouchedByOutage(dossier))
            put(new DegradedEntry(OutageCode, false));
        if (call.Contamination is { } how)
            put(new ContaminatedEntry(how));
        log.Publish(call.CallKey, new CallEnded(EndReason.Completed, call.AudioS, call.AudioLostS));
        foreach (var a in dossier.Adjudications)
            put(new AdjudicationEntry(log.PersonKey(a.AdjudicatorKey), a.VitalEmergency, a.Priority, a.Motive, a.Source, a.Consensus, a.At));
    }

    private static CallSetup Setup(CallDossier dossier)
    {
        var call = dossier.Call;
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        void Add(string name, string? value)
        {
            if (value is not null)
                attributes[name] = value;
        }

        Add("operator", call.OperatorKey);
        Add("operator_role", call.OperatorRole);
        Add("operator_experience_years", call.OperatorExperienceYears?.ToString(CultureInfo.InvariantCulture));
        Add("patient_age_years", call.PatientAgeYears?.ToString(CultureInfo.InvariantCulture));
        Add("patient_sex", call.PatientSex);
        Add("origin", call.Origin);
        Add("caller_kind", call.CallerKind);
        foreach (var clock in dossier.Clocks)
            if (clock.Clock is CallClock.Ring or CallClock.PickUp)
                Add(clock.Clock == CallClock.Ring ? "ring_at" : "pick_up_at", clock.At.ToString("O", CultureInfo.InvariantCulture));
        return new(call.CallKey, [CallChannel.Operator, CallChannel.Caller], AudioEncoding.ALaw, 8000, CallPacing.Live, attributes);
    }

    private static void Play(PriorityQueue<Action, (DateTimeOffset At, long Order)> due, SimulatedClock clock, DateTimeOffset until)
    {
        while (due.TryPeek(out var action, out var when) && when.At < until)
        {
            due.Dequeue();
            clock.SetTo(when.At);
            action();
        }
    }

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <summary>Stands still until it is set; its monotonic time goes with it, so the log sees no jump.</summary>
    private sealed class SimulatedClock(DateTimeOffset start) : TimeProvider
    {
        private readonly DateTimeOffset _start = start;
        private long _ticks = start.UtcTicks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public void SetTo(DateTimeOffset at) => Interlocked.Exchange(ref _ticks, Math.Max(at.UtcTicks, _ticks));

        public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

        public override long GetTimestamp() => Interlocked.Read(ref _ticks) - _start.UtcTicks;
    }
}
