using Triage.Core.Assessment;
using Triage.Core.Trial;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Reports;

/// <summary>
/// Reads dossiers one by one and keeps a summary of each (<see cref="AnalysedCall"/>); the dossier itself is let go. Texts that repeat
/// are kept once. One thread.
/// </summary>
public sealed class ReportCollector(ReportPlan plan)
{
    private readonly Dictionary<string, int> _operators = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _texts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Part, string Hash), int> _versions = [];
    private readonly HashSet<long> _operatorHours = [];
    private readonly HashSet<string> _sites = new(StringComparer.Ordinal);
    private readonly HashSet<(string Protocol, int Version)> _protocols = [];

    public List<AnalysedCall> Calls { get; } = [];

    public List<AnalysedAlert> Alerts { get; } = [];

    /// <summary>Milliseconds from a final transcript to its suggestion.</summary>
    public List<float> SuggestionLatencies { get; } = [];

    public int Operators => _operators.Count;

    /// <summary>Hours of the clock in which an operator took at least one call, summed over operators.</summary>
    public int OperatorHours => _operatorHours.Count;

    public IReadOnlyDictionary<(string Part, string Hash), int> Versions => _versions;

    public IReadOnlyCollection<string> Sites => _sites;

    public IReadOnlyCollection<(string Protocol, int Version)> Protocols => _protocols;

    /// <summary>At least one call was made by the simulator.</summary>
    public bool Simulated { get; private set; }

    /// <summary>Calls that the allocation of single alerts put into an arm.</summary>
    public int AllocatedByAlert { get; private set; }

    public void Add(CallDossier dossier)
    {
        var call = dossier.Call;
        if (call.StartedAt < plan.From || call.StartedAt >= plan.To)
            return;
        var who = call.OperatorKey is { } key ? Number(key) : -1;
        if (who >= 0)
            _operatorHours.Add((long)who << 32 | (uint)(call.StartedAt.ToUnixTimeSeconds() / 3600));
        Note(call);
        var reference = ReferenceStandard.Of(dossier.Adjudications);
        var time = RecognitionTime.Of(dossier);
        var start = RecognitionTime.First(dossier, CallClock.PickUp) ?? call.StartedAt;
        var spoken = dossier.Suggestions.Where(s => s.Abstention == AbstentionReason.None).ToArray();
        var last = dossier.Suggestions.MaxBy(s => s.Sequence);
        var alert = dossier.Suggestions.Where(s => s.Alert).MinBy(s => s.Sequence);
        var exposure = ExposureOf(dossier);
        if (call.Arm is null && dossier.Allocations.Count > 0)
            AllocatedByAlert++;
        foreach (var suggestion in dossier.Suggestions)
        {
            SuggestionLatencies.Add((float)suggestion.LatencyMs);
            if (suggestion is { Alert: true, Shown: true })
                Alerts.Add(Answered(dossier, suggestion, who, reference.Vital));
        }
        Calls.Add(new()
        {
            Key = call.CallKey, Operator = who, Arm = call.Arm ?? dossier.Allocations.MinBy(a => a.At)?.Arm, StartedAt = call.StartedAt,
            EndReason = Once(call.EndReason), Exclusion = Once(call.Exclusion), Contamination = Once(call.Contamination),
            Reference = reference.State, Vital = reference.Vital, TruePriority = reference.Priority, Recognition = time,
            FirstVital = reference.First?.VitalEmergency, SecondVital = reference.Second?.VitalEmergency,
            FirstPriority = reference.First?.Priority, SecondPriority = reference.Second?.Priority,
            Peak = spoken.Length == 0 ? 0 : (float)spoken.Max(s => s.Distribution.Count > 0 ? s.Distribution[0] : s.Priority == Priority.P0 ? s.Probability : 0),
            LastProbability = last is { Distribution.Count: > 0 } ? (float)last.Distribution[0] : float.NaN,
            Suggested = last?.Priority, LastAbstention = last?.Abstention ?? AbstentionReason.None,
            Alerted = alert is not null, AlertShown = dossier.Suggestions.Any(s => s is { Alert: true, Shown: true }),
            AlertS = alert is null ? float.NaN : (float)(alert.At - start).TotalSeconds,
            Decided = dossier.Decisions.Where(d => !d.Late).OrderBy(d => d.At).Select(d => RecognitionTime.Level(dossier, d)).LastOrDefault(p => p is not null),
            Displayed = exposure.Displayed, Seen = exposure.Seen, OnScreenS = (float)exposure.VisibleS, DisplayDelayS = exposure.DelayS,
            AudioS = (float)call.AudioS, LostShare = call.AudioS + call.AudioLostS > 0 ? (float)(call.AudioLostS / (call.AudioS + call.AudioLostS)) : 0,
            SignalToNoiseDb = Float(call.Quality.SignalToNoiseDb), Overlap = Float(call.Quality.OverlapShare), Clipped = Float(call.Quality.ClippedShare),
            Confidence = Float(call.Quality.Confidence), FinalLatencyMs = Float(call.Quality.FinalLatencyP95Ms), Language = Once(call.Quality.Language),
            Rule = Once(call.Quality.Rule), Age = Float(call.PatientAgeYears), Sex = Once(call.PatientSex), Caller = Once(call.CallerKind),
            Origin = Once(call.Origin), ExperienceYears = Float(call.OperatorExperienceYears),
        });
    }

    private void Note(CallRecord call)
    {
        _sites.Add(Once(call.Site)!);
        if (call.Protocol is { } protocol)
            _protocols.Add((protocol, call.ProtocolVersion ?? 0));
        Simulated |= Simulation.SimulatedMark.On(call);
        Count("software", call.Versions.Software);
        Count("configuration", call.Versions.Configuration);
        Count("speech_model", call.Versions.SpeechModel);
        Count("triage_model", call.Versions.TriageModel);
    }

    private void Count(string part, string hash) => _versions[(part, Once(hash)!)] = _versions.GetValueOrDefault((part, hash)) + 1;

    private static AnalysedAlert Answered(CallDossier call, SuggestionRecord alert, int who, bool? vital)
    {
        var display = call.Exposures.Where(e => e.SuggestionSequence == alert.Sequence && e.Kind == ExposureKind.Displayed).MinBy(e => e.At);
        var p0 = call.Suggestions.Where(s => s.Priority == Priority.P0 && s.Sequence >= alert.Sequence).Select(s => s.Sequence).ToHashSet();
        var answer = call.Decisions.Where(d => !d.BeforeDisplay && p0.Contains(d.SuggestionSequence)).MinBy(d => d.At);
        return new(
            who, alert.At, display is not null,
            call.Exposures.Any(e => e.SuggestionSequence == alert.Sequence && e.Kind is ExposureKind.Seen or ExposureKind.Acted),
            answer?.Action, answer?.Reason, answer is null ? float.NaN : (float)Math.Max(0, (answer.At - (display?.At ?? alert.At)).TotalSeconds), vital);
    }

    private static (bool Displayed, bool Seen, double VisibleS, float DelayS) ExposureOf(CallDossier call)
    {
        var (visible, delay) = (0.0, float.NaN);
        foreach (var screen in call.Exposures.GroupBy(e => (e.Screen, e.SuggestionSequence)))
        {
            double? since = null;
            foreach (var step in screen.OrderBy(e => e.MonotonicS))
            {
                if (step.Kind == ExposureKind.Seen)
                    since ??= step.MonotonicS;
                else if (step.Kind == ExposureKind.Left && since is { } from)
                {
                    visible += step.MonotonicS - from;
                    since = null;
                }
            }
        }
        if (call.Exposures.Where(e => e.Kind == ExposureKind.Displayed).MinBy(e => e.At) is { } first
            && call.Suggestions.FirstOrDefault(s => s.Sequence == first.SuggestionSequence) is { } computed)
            delay = (float)(first.At - computed.At).TotalSeconds;
        return (call.Exposures.Any(e => e.Kind == ExposureKind.Displayed), call.Exposures.Any(e => e.Kind == ExposureKind.Seen), visible, delay);
    }

    private int Number(string key)
    {
        if (!_operators.TryGetValue(key, out var number))
            _operators[key] = number = _operators.Count;
        return number;
    }

    private string? Once(string? text)
    {
        if (text is null)
            return null;
        if (!_texts.TryGetValue(text, out var kept))
            _texts[text] = kept = text;
        return kept;
    }

    private static float Float(double? value) => value is { } v ? (float)v : float.NaN;
}
