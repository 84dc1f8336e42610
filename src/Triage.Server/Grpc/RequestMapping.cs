using System.Text.RegularExpressions;
using Triage.Core.Assessment;
using Triage.Core.Audio;
using Triage.Core.Calls;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Grpc;

/// <summary>Messages of a client to the core's types; what does not fit is a <see cref="ProtocolFaultException"/> naming the field.</summary>
internal static partial class RequestMapping
{
    /// <summary>The setup, checked by <see cref="CallSetupRules"/>.</summary>
    public static CallSetup Setup(V1.CallSetup setup)
    {
        var mapped = new CallSetup(
            setup.CallId,
            [.. setup.Channels.Select(Channel)],
            setup.Encoding switch
            {
                V1.AudioEncoding.Pcm16 => AudioEncoding.Pcm16,
                V1.AudioEncoding.Mulaw => AudioEncoding.MuLaw,
                V1.AudioEncoding.Alaw => AudioEncoding.ALaw,
                _ => throw new ProtocolFaultException("setup.encoding", "is not given or unknown; allowed: PCM16, MULAW, ALAW"),
            },
            setup.SampleRateHz,
            setup.Pacing switch
            {
                V1.Pacing.Unspecified or V1.Pacing.Live => CallPacing.Live,
                V1.Pacing.Recorded => CallPacing.Recorded,
                _ => throw new ProtocolFaultException("setup.pacing", "is unknown; allowed: LIVE, RECORDED"),
            },
            new Dictionary<string, string>(setup.Attributes, StringComparer.Ordinal));
        if (CallSetupRules.Check(mapped) is { } fault)
            throw new ProtocolFaultException($"setup.{fault.Field}", fault.Message);
        if (setup.ResumeAfterSequence < 0 || (setup.ResumeAfterSequence > 0 && !setup.Resume))
            throw new ProtocolFaultException("setup.resume_after_sequence", "is negative, or given without resume");
        return mapped;
    }

    /// <summary>A call id outside a setup.</summary>
    public static string CallId(string callId) =>
        CallSetupRules.CheckCallId(callId) is { } fault ? throw new ProtocolFaultException(fault.Field, fault.Message) : callId;

    public static long AfterSequence(long sequence) =>
        sequence >= 0 ? sequence : throw new ProtocolFaultException("after_sequence", "is negative");

    public static Decision Decision(V1.Decision? decision)
    {
        if (decision is null)
            throw new ProtocolFaultException("decision", "is missing");
        var mapped = new Decision(
            decision.Action switch
            {
                V1.DecisionAction.Accepted => DecisionAction.Accepted,
                V1.DecisionAction.Modified => DecisionAction.Modified,
                V1.DecisionAction.Rejected => DecisionAction.Rejected,
                _ => throw new ProtocolFaultException("decision.action", "is not given or unknown; allowed: ACCEPTED, MODIFIED, REJECTED"),
            },
            decision.Role switch
            {
                V1.DeciderRole.Arm => DeciderRole.Arm,
                V1.DeciderRole.RegulatingDoctor => DeciderRole.RegulatingDoctor,
                _ => throw new ProtocolFaultException("decision.role", "is not given or unknown; allowed: ARM, REGULATING_DOCTOR"),
            },
            decision.SuggestionSequence,
            decision.Priority is V1.Priority.Unspecified ? null : Scale<Priority>((int)decision.Priority, "decision.priority"),
            decision.CareLevel is V1.CareLevel.Unspecified ? null : Scale<CareLevel>((int)decision.CareLevel, "decision.care_level"),
            decision.MotiveCode.Length == 0 ? null : decision.MotiveCode)
        {
            Reason = decision.Reason is V1.DecisionReason.Unspecified ? null : Scale<DecisionReason>((int)decision.Reason, "decision.reason"),
            BeforeDisplay = decision.BeforeDisplay,
        };
        if (mapped.SuggestionSequence < 0)
            throw new ProtocolFaultException("decision.suggestion_sequence", "is negative");
        if (mapped.MotiveCode is { } code && !MotiveCode().IsMatch(code))
            throw new ProtocolFaultException("decision.motive_code", "is no Hub Sante motive; expected Mnn.nn or Mnn.nn.nn");
        if (mapped is { Action: DecisionAction.Modified, Priority: null, CareLevel: null, MotiveCode: null })
            throw new ProtocolFaultException("decision", "MODIFIED states at least one of priority, care_level, motive_code");
        if (mapped is { Action: not DecisionAction.Modified, SuggestionSequence: 0 })
            throw new ProtocolFaultException("decision.suggestion_sequence", "is needed to accept or reject a suggestion");
        if (mapped is { BeforeDisplay: true, SuggestionSequence: not 0 })
            throw new ProtocolFaultException("decision.before_display", "a judgement before display answers no suggestion; expected suggestion_sequence 0");
        return mapped;
    }

    private static CallChannel Channel(V1.Channel channel) => channel switch
    {
        V1.Channel.Operator => CallChannel.Operator,
        V1.Channel.Caller => CallChannel.Caller,
        V1.Channel.Mixed => CallChannel.Mixed,
        _ => throw new ProtocolFaultException("setup.channels", "names no speaker or an unknown one; allowed: OPERATOR, CALLER, MIXED"),
    };

    // The protocol's scales are the core's, shifted by UNSPECIFIED; a test holds them together.
    private static T Scale<T>(int wire, string field) where T : struct, Enum =>
        Enum.IsDefined((T)(object)(wire - 1)) ? (T)(object)(wire - 1) : throw new ProtocolFaultException(field, "is unknown");

    [GeneratedRegex(@"^M\d\d\.\d\d(\.\d\d)?\z", RegexOptions.CultureInvariant)]
    private static partial Regex MotiveCode();
}
