using Triage.Core.Audio;

namespace Triage.Core.Calls;

/// <summary>How the audio of a call arrives.</summary>
public enum CallPacing
{
    /// <summary>Audio arrives as it is spoken; deadlines are real and partials may be superseded.</summary>
    Live,

    /// <summary>
    /// A recording is replayed: nothing is dropped or superseded, the sender is slowed to what the machine can do, and the same
    /// audio gives the same events.
    /// </summary>
    Recorded,
}

/// <summary>What a source says of a call before its first audio. Checked by <see cref="CallSetupRules"/>.</summary>
/// <param name="CallId">Chosen by the source, unique among the calls of this appliance; 1 to 128 characters, no control characters.</param>
/// <param name="Channels">Who speaks on each interleaved channel, in the order of the samples in a frame.</param>
/// <param name="SampleRateHz">Frames a second, 8000 to 48000.</param>
/// <param name="Attributes">Facts of the telephony (line, trunk, ...); never shown in logs.</param>
public sealed record CallSetup(
    string CallId, IReadOnlyList<CallChannel> Channels, AudioEncoding Encoding, int SampleRateHz, CallPacing Pacing,
    IReadOnlyDictionary<string, string> Attributes)
{
    public int BytesPerSample => Encoding == AudioEncoding.Pcm16 ? 2 : 1;

    /// <summary>Bytes of one frame: one sample of every channel.</summary>
    public int BytesPerFrame => BytesPerSample * Channels.Count;

    /// <summary>Without attributes: they may name a caller's line.</summary>
    public override string ToString() => $"call {CallId}, {Channels.Count} channels, {Encoding} {SampleRateHz} Hz, {Pacing}";
}

/// <summary>What is wrong with a setup.</summary>
/// <param name="Field">Field of the setup, in the spelling of the protocol: <c>call_id</c>, <c>channels</c>, <c>sample_rate_hz</c>, ...</param>
/// <param name="Message">What is wrong and what is allowed, in English; never quotes attributes.</param>
public sealed record SetupFault(string Field, string Message);

/// <summary>The one place that says which setups are acceptable, whatever the source (gRPC, telephony, files).</summary>
public static class CallSetupRules
{
    public const int MaxCallIdLength = 128;
    public const int MaxChannels = 8;
    public const int MinSampleRateHz = 8000;
    public const int MaxSampleRateHz = 48000;
    public const int MaxAttributes = 32;
    public const int MaxAttributeLength = 256;

    /// <summary>The first fault, or null when the setup is acceptable.</summary>
    public static SetupFault? Check(CallSetup setup)
    {
        if (CheckCallId(setup.CallId) is { } idFault)
            return idFault;
        if (setup.Channels.Count == 0)
            return new("channels", "at least one channel is needed");
        if (setup.Channels.Count > MaxChannels)
            return new("channels", $"{setup.Channels.Count} channels; at most {MaxChannels} are allowed");
        foreach (var channel in setup.Channels)
            if (!Enum.IsDefined(channel))
                return new("channels", "unknown channel; allowed: operator, caller, mixed");
        if (setup.Channels.Distinct().Count() != setup.Channels.Count)
            return new("channels", "a speaker is named twice; each channel must be another speaker");
        if (setup.Channels.Count > 1 && setup.Channels.Contains(CallChannel.Mixed))
            return new("channels", "a mixed channel stands alone; name operator and caller when both are there");
        if (!Enum.IsDefined(setup.Encoding))
            return new("encoding", "unknown encoding; allowed: PCM16, MULAW, ALAW");
        if (setup.SampleRateHz is < MinSampleRateHz or > MaxSampleRateHz)
            return new("sample_rate_hz", $"{setup.SampleRateHz} Hz; allowed: {MinSampleRateHz} to {MaxSampleRateHz}");
        if (!PolyphaseResampler.Supports(setup.SampleRateHz, 8000) || !PolyphaseResampler.Supports(setup.SampleRateHz, 16000))
            return new("sample_rate_hz", $"{setup.SampleRateHz} Hz cannot be converted; use one of 8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000");
        if (!Enum.IsDefined(setup.Pacing))
            return new("pacing", "unknown pacing; allowed: LIVE, RECORDED");
        if (setup.Attributes.Count > MaxAttributes)
            return new("attributes", $"{setup.Attributes.Count} attributes; at most {MaxAttributes} are allowed");
        foreach (var (key, value) in setup.Attributes)
            if (key.Length is 0 or > MaxAttributeLength || value.Length > MaxAttributeLength)
                return new("attributes", $"a key or value is empty or longer than {MaxAttributeLength} characters");
        return null;
    }

    /// <summary>The fault of a call id, or null.</summary>
    public static SetupFault? CheckCallId(string callId) => callId switch
    {
        "" => new("call_id", "is empty"),
        { Length: > MaxCallIdLength } => new("call_id", $"has {callId.Length} characters; at most {MaxCallIdLength} are allowed"),
        _ when callId.Any(char.IsControl) => new("call_id", "holds a control character"),
        _ when string.IsNullOrWhiteSpace(callId) => new("call_id", "is blank"),
        _ => null,
    };
}
