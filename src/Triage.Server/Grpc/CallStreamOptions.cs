namespace Triage.Server.Grpc;

/// <summary>Bounds of the streams. Not site settings: tests tighten them.</summary>
internal sealed record CallStreamOptions
{
    /// <summary>Events waiting for one reader. A busy call makes about two events a second, so 256 is about two minutes of a stalled reader.</summary>
    public int OutboxCapacity { get; init; } = 256;

    /// <summary>How long a reader may leave its full outbox as it is. Longer than a hiccup of a hospital network, shorter than the hold of a call.</summary>
    public TimeSpan ReaderPatience { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A stream that says nothing for so long is closed.</summary>
    public TimeSpan SetupTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest message, bytes: 2 s of 8 channels of 16 bits at 48 kHz, and some room.</summary>
    public int MaxMessageBytes { get; init; } = 2 * 1024 * 1024;
}
