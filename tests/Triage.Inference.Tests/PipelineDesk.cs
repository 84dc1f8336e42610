using System.Buffers.Binary;
using System.Text.Json;
using Triage.Core.Audio;
using Triage.Core.Calls;
using Triage.Tests;

namespace Triage.Inference.Tests;

/// <summary>Sound for a call: interleaved samples in [-1,1].</summary>
public sealed record Sound(int RateHz, int Channels, float[] Samples)
{
    public int Frames => Samples.Length / Channels;

    public double Seconds => Frames / (double)RateHz;

    /// <summary>A sample call of the checkout, or part of it.</summary>
    public static Sound Call(string name, double fromS = 0, double seconds = 1000)
    {
        using var stream = File.OpenRead(TestPaths.InRoot("samples", "calls", name + ".wav"));
        return Read(stream).Part(fromS, seconds);
    }

    public static Sound Read(Stream wav)
    {
        var reader = WavReader.Open(wav);
        var samples = new List<float>();
        var buffer = new float[reader.Channels * 4096];
        for (int frames; (frames = reader.ReadFrames(buffer)) > 0;)
            samples.AddRange(buffer.AsSpan(0, frames * reader.Channels));
        return new Sound(reader.SampleRateHz, reader.Channels, [.. samples]);
    }

    public static Sound Mono(double seconds, Func<double, double> at, int rateHz = 8000) =>
        new(rateHz, 1, [.. Enumerable.Range(0, (int)(seconds * rateHz)).Select(i => (float)Math.Clamp(at(i / (double)rateHz), -1, 1))]);

    public Sound Part(double fromS, double seconds)
    {
        var from = (int)(fromS * RateHz);
        return this with { Samples = Samples[(from * Channels)..Math.Min(Samples.Length, (from + (int)(Math.Min(seconds, 1e5) * RateHz)) * Channels)] };
    }

    public Sound Louder(float factor) => this with { Samples = [.. Samples.Select(s => Math.Clamp(s * factor, -1, 1))] };

    public byte[] Pcm()
    {
        var bytes = new byte[Samples.Length * 2];
        for (var i = 0; i < Samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), (short)Math.Clamp(MathF.Round(Samples[i] * 32768), short.MinValue, short.MaxValue));
        return bytes;
    }

    public CallSetup Setup(string id, CallPacing pacing = CallPacing.Recorded) => new(
        id, Channels == 1 ? [CallChannel.Mixed] : [CallChannel.Operator, CallChannel.Caller], AudioEncoding.Pcm16, RateHz, pacing, new Dictionary<string, string>());
}

/// <summary>A desk over the real models.</summary>
public sealed class PipelineDesk(CallDesk desk) : IAsyncDisposable
{
    /// <summary>Eight seconds that hold an utterance of each speaker.</summary>
    public static Sound Good { get; } = Sound.Call("douleur-thoracique", 0, 8);

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public CallDesk Desk => desk;

    public ICallSession Open(CallSetup setup) => desk.TryOpen(setup, resume: false) switch
    {
        CallOpening.Opened opened => opened.Session,
        CallOpening.Refused refused => throw new InvalidOperationException($"{refused.Reason} {refused.Field}: {refused.Message}"),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>Plays a sound as a call, in chunks of these many frames in turn; all its events.</summary>
    public async Task<List<CallEvent>> PlayAsync(Sound sound, string id, CallPacing pacing = CallPacing.Recorded, params int[] chunkFrames)
    {
        var setup = sound.Setup(id, pacing);
        var session = Open(setup);
        await WriteAsync(session, sound, setup, chunkFrames.Length == 0 ? [sound.RateHz / 10] : chunkFrames);
        await session.CompleteAsync(EndReason.Completed, Ct);
        return await EventsAsync(id);
    }

    public static async Task WriteAsync(ICallSession session, Sound sound, CallSetup setup, params int[] chunkFrames)
    {
        var pcm = sound.Pcm();
        for (var (frame, i) = (0, 0); frame < sound.Frames; i++)
        {
            var count = Math.Min(chunkFrames[i % chunkFrames.Length], sound.Frames - frame);
            await session.WriteAsync(frame / (double)sound.RateHz, pcm.AsMemory(frame * setup.BytesPerFrame, count * setup.BytesPerFrame), Ct);
            frame += count;
        }
    }

    public async Task<List<CallEvent>> EventsAsync(string id)
    {
        var events = new List<CallEvent>();
        await foreach (var e in desk.WatchAsync(id, 0, Ct))
            events.Add(e);
        return events;
    }

    /// <summary>Whatever came before: a good call gives what is said in it.</summary>
    public async Task CheckTakesAGoodCallAsync()
    {
        var events = await PlayAsync(Good, $"good-{Guid.NewGuid()}");
        Assert.Contains("quinze", string.Join(' ', Finals(events).Select(f => f.Text)), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(EndReason.Completed, Assert.IsType<CallEnded>(events[^1]).Reason);
    }

    public static IReadOnlyList<FinalTranscript> Finals(IEnumerable<CallEvent> events) => [.. events.OfType<FinalTranscript>()];

    /// <summary>All of an event, texts included, for comparison.</summary>
    public static string Describe(CallEvent e) => $"{e.GetType().Name} {JsonSerializer.Serialize(e, e.GetType())}";

    public ValueTask DisposeAsync() => desk.DisposeAsync();
}
