using Google.Protobuf.WellKnownTypes;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Grpc;

/// <summary>The core's events to the protocol's. Enums without UNSPECIFIED are shifted by one; a test holds them together.</summary>
internal static class EventMapping
{
    public static V1.CallEvent Opened(double heldUntilS, bool suggestionsWithheld) =>
        new() { Opened = new V1.CallOpened { HeldUntilS = heldUntilS, SuggestionsWithheld = suggestionsWithheld } };

    public static V1.CallEvent Event(CallEvent happened)
    {
        var mapped = new V1.CallEvent { Sequence = happened.Sequence };
        switch (happened)
        {
            case SpeechStarted e:
                mapped.SpeechStarted = new() { Channel = Channel(e.Channel), AtS = e.AtS };
                break;
            case PartialTranscript e:
                mapped.Partial = new()
                {
                    Channel = Channel(e.Channel), Utterance = e.Utterance, StartS = e.StartS, EndS = e.EndS,
                    Stable = e.Stable, Text = e.Text, LagMs = e.LagMs,
                };
                break;
            case FinalTranscript e:
                mapped.Final = Final(e);
                break;
            case SuggestionMade e:
                mapped.Suggestion = Suggestion(e.Suggestion);
                mapped.Suggestion.AtS = e.AtS;
                mapped.Suggestion.AssessmentMs = e.AssessmentMs;
                break;
            case AudioGap e:
                mapped.Gap = new() { Channel = Channel(e.Channel), Reason = (V1.GapReason)(e.Reason + 1), StartS = e.StartS, EndS = e.EndS };
                break;
            case Degraded e:
                mapped.Degraded = new() { What = e.What, Detail = e.Detail, Active = e.Active };
                break;
            case CallEnded e:
                mapped.Ended = new() { Reason = (V1.EndReason)(e.Reason + 1), AudioS = e.AudioS, AudioLostS = e.AudioLostS };
                break;
            case Flushed e:
                mapped.Flushed = new() { Id = e.Id };
                break;
            case DecisionRecorded e:
                mapped.Decision = new() { AtS = e.AtS, Decision = Decision(e.Decision), Late = e.Late };
                break;
            default:
                throw new ArgumentException($"no message for {happened.GetType().Name}", nameof(happened));
        }
        return mapped;
    }

    public static V1.CallSummary Summary(CallSummary call) => new()
    {
        CallId = call.CallId,
        Channels = { call.Channels.Select(Channel) },
        State = (V1.CallState)(call.State + 1),
        StartedAt = Timestamp.FromDateTimeOffset(call.StartedAt),
        AudioS = call.AudioS,
        LastSequence = call.LastSequence,
        Latest = call.Latest is { } latest ? Suggestion(latest) : null,
        SuggestionsWithheld = call.SuggestionsWithheld,
        JudgementAwaited = call.JudgementAwaited,
    };

    public static V1.Channel Channel(CallChannel channel) => (V1.Channel)(channel + 1);

    private static V1.FinalTranscript Final(FinalTranscript e) => new()
    {
        Channel = Channel(e.Channel),
        Utterance = e.Utterance,
        StartS = e.StartS,
        EndS = e.EndS,
        Text = e.Text,
        Words = { e.Words.Select(w => new V1.Word { Text = w.Text, StartS = w.StartS, EndS = w.EndS, Probability = w.Probability }) },
        LowConfidence = e.LowConfidence,
        Latency = new()
        {
            EndpointingMs = e.Latency.Endpointing, QueueMs = e.Latency.Queue, RecognitionMs = e.Latency.Recognition, TotalMs = e.Latency.Total,
        },
    };

    private static V1.Suggestion Suggestion(Suggestion s) => new()
    {
        Priority = new()
        {
            Code = (V1.Priority)(s.Priority.Code + 1), Probability = s.Priority.Probability,
            Distribution = { s.Priority.Distribution }, Rule = s.Priority.Rule ?? "",
        },
        CareLevel = new()
        {
            Code = (V1.CareLevel)(s.CareLevel.Code + 1), Probability = s.CareLevel.Probability,
            Distribution = { s.CareLevel.Distribution }, Rule = s.CareLevel.Rule ?? "",
        },
        Motive = Motive(s.Motive),
        Alternatives = { s.Alternatives.Select(Motive) },
        Findings =
        {
            s.Findings.Select(f => new V1.Finding
            {
                Code = f.Code, Status = (V1.FindingStatus)(f.Status + 1), Probability = f.Probability,
                Evidence = { f.Evidence.Select(e => new V1.Evidence { Channel = Channel(e.Channel), StartS = e.StartS, EndS = e.EndS, Quote = e.Quote }) },
            }),
        },
        NextQuestion = s.NextQuestion is { } question ? new() { Finding = question.Finding, Text = question.Text } : null,
        Abstention = (V1.AbstentionReason)s.Reason,
        Model = s.Model,
    };

    private static V1.Motive Motive(MotiveReading motive) => new() { Code = motive.Code, Label = motive.Label, Probability = motive.Probability };

    private static V1.Decision Decision(Decision d) => new()
    {
        Action = (V1.DecisionAction)(d.Action + 1),
        Role = (V1.DeciderRole)(d.Role + 1),
        SuggestionSequence = d.SuggestionSequence,
        Priority = d.Priority is { } priority ? (V1.Priority)(priority + 1) : V1.Priority.Unspecified,
        CareLevel = d.CareLevel is { } level ? (V1.CareLevel)(level + 1) : V1.CareLevel.Unspecified,
        MotiveCode = d.MotiveCode ?? "",
        Reason = d.Reason is { } reason ? (V1.DecisionReason)(reason + 1) : V1.DecisionReason.Unspecified,
        BeforeDisplay = d.BeforeDisplay,
    };
}
