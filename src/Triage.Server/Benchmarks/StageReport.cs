namespace Triage.Server.Benchmarks;

/// <summary>The cost of one stage.</summary>
/// <param name="Stage">Its code, part of the JSON contract.</param>
/// <param name="Per">What one value is the cost of: audio_second, frame, call, turn.</param>
/// <param name="Size">Seconds of window or number of tokens, where the stage has sizes.</param>
/// <param name="Unit">What the size counts: window_s, tokens, rows; null without sizes.</param>
internal sealed record StageCost(string Stage, string Per, int? Size, string? Unit, Distribution Milliseconds);

/// <summary>What a channel costs outside the recogniser, per second of audio.</summary>
/// <param name="RealTimeShare">Share of one core: log-mel, a window for each partial, resampling, voice activity.</param>
/// <param name="BytesPerFrame">Managed bytes allocated for each 32 ms frame.</param>
internal sealed record FrontEndCost(double MillisecondsPerSecond, double RealTimeShare, double BytesPerFrame)
{
    /// <summary>The share that must not be passed.</summary>
    public const double Bar = 0.01;
}

/// <summary>Partials of the sample calls: verified drafts against decoding afresh on the same audio. Decoder only, the encoder is the same.</summary>
/// <param name="SameTokens">Share of partials where both give the same tokens.</param>
internal sealed record PartialCost(
    int Recordings, double AudioS, Distribution VerifiedMs, Distribution AfreshMs, Distribution VerifiedCalls, Distribution AfreshCalls, double SameTokens)
{
    /// <summary>The ratio that must not be passed.</summary>
    public const double Bar = 0.5;

    public double MillisecondsRatio => VerifiedMs.Mean / AfreshMs.Mean;

    public double CallsRatio => VerifiedCalls.Mean / AfreshCalls.Mean;
}

/// <summary>The models measured.</summary>
/// <param name="Triage">Hash of the triage model.</param>
internal sealed record MeasuredModels(string Speech, string VoiceActivity, string TextEncoder, string Triage);

/// <summary>What <c>bench stages</c> measured; one thread.</summary>
/// <param name="StartedAt">Wall time, UTC.</param>
internal sealed record StageReport(BenchmarkMachine Machine, DateTimeOffset StartedAt, MeasuredModels Models, IReadOnlyList<StageCost> Stages, FrontEndCost FrontEnd, PartialCost Partials);
