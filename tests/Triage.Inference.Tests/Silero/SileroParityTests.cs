using System.Text.Json;
using Triage.Inference.Silero;
using Triage.Tests;

namespace Triage.Inference.Tests.Silero;

public sealed class SileroParityTests
{
    [Fact]
    public void Push_ReferenceChannel_GivesTheReferenceProbabilities()
    {
        var compared = 0;
        foreach (var line in File.ReadLines(TestPaths.InRoot("models", "silero-vad", "reference.jsonl")))
        {
            using var json = JsonDocument.Parse(line);
            var root = json.RootElement;
            using var model = new SileroModel(TestPaths.InRoot("models", "silero-vad", root.GetProperty("model").GetString()!));
            using var channel = model.OpenChannel(root.GetProperty("rate_hz").GetInt32());
            var (samples, _) = Clips.Read(TestPaths.InRoot(root.GetProperty("audio").GetString()!), root.GetProperty("channel").GetInt32());
            var at = 0;
            foreach (var expected in root.GetProperty("probabilities").EnumerateArray())
            {
                var probability = channel.Push(samples.AsSpan(at * channel.FrameSamples, channel.FrameSamples));
                Assert.InRange(probability, expected.GetDouble() - 1e-4, expected.GetDouble() + 1e-4);
                at++;
                compared++;
            }
        }
        Assert.True(compared >= 1200, $"only {compared} frames compared");
    }

    [Fact]
    public void Push_OnceWarm_AllocatesNothing()
    {
        using var model = new SileroModel(TestPaths.InRoot("models", "silero-vad", "silero_vad_v6.onnx"));
        using var channel = model.OpenChannel();
        var frame = new float[channel.FrameSamples];
        for (var i = 0; i < 10; i++)
            channel.Push(frame);
        Assert.Equal(0, Allocation.Least(() =>
        {
            for (var i = 0; i < 100; i++)
                channel.Push(frame);
        }));
    }

    [Fact]
    public void Reset_AfterSpeech_GivesTheSameAsANewChannel()
    {
        using var model = new SileroModel(TestPaths.InRoot("models", "silero-vad", "silero_vad_v6.onnx"));
        using var used = model.OpenChannel();
        using var fresh = model.OpenChannel();
        var (samples, _) = Clips.Read(TestPaths.InRoot("samples", "calls", "arret-cardiaque.wav"), 1);
        for (var at = 0; at + 256 <= 60_000; at += 256)
            used.Push(samples.AsSpan(at, 256));
        used.Reset();
        for (var at = 40_000; at + 256 <= 60_000; at += 256)
            Assert.Equal(fresh.Push(samples.AsSpan(at, 256)), used.Push(samples.AsSpan(at, 256)));
    }

    [Theory]
    [InlineData(8000, 255)]
    [InlineData(16000, 256)]
    public void Push_WrongFrameLength_IsRefused(int rateHz, int samples)
    {
        using var model = new SileroModel(TestPaths.InRoot("models", "silero-vad", "silero_vad_v6.onnx"));
        using var channel = model.OpenChannel(rateHz);
        Assert.Throws<ArgumentException>(() => channel.Push(new float[samples]));
    }
}
