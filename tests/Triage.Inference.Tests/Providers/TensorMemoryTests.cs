using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Triage.Core.Speech;
using Triage.Inference.Models;
using Triage.Inference.Providers;
using Triage.Inference.Whisper;
using Triage.Tests;

namespace Triage.Inference.Tests.Providers;

public sealed class TensorMemoryTests
{
    /// <summary>The path of a device, with the processor's allocator in its place: cross-attention memory that no code of ours may touch.</summary>
    [Fact]
    public void Recogniser_WithAllocatedCrossAttention_DecodesAsWithHostMemory()
    {
        var model = ModelCatalog.Open(TestPaths.InRoot("models")).Speech();
        var opened = 0;
        using var host = WhisperLoader.Open(model, new ComputeOptions());
        using var device = WhisperLoader.Open(model, new ComputeOptions
        {
            Memory = session =>
            {
                opened++;
                return TensorMemory.Allocated(session, OrtMemoryInfo.DefaultInstance);
            },
        });

        var clips = Clips.Reference().Take(3).ToList();
        foreach (var (name, samples, windowS, _, _) in clips)
            Assert.True(Same(Clips.Run(host, Clips.Request(samples, windowS, 80)), Clips.Run(device, Clips.Request(samples, windowS, 80))), name);
        // Two windows and back: the memory of each is its own and is used again.
        var (_, first, firstWindow, _, _) = clips[0];
        Assert.True(Same(Clips.Run(host, Clips.Request(first, 30, 80)), Clips.Run(device, Clips.Request(first, 30, 80))));
        Assert.True(Same(Clips.Run(host, Clips.Request(first, firstWindow, 80)), Clips.Run(device, Clips.Request(first, firstWindow, 80))));
        Assert.Equal(1, opened);
    }

    [Fact]
    public void Allocate_FromASession_HasShapeAndTypeAndItsOwnMemory()
    {
        using var session = new InferenceSession(ProbeGraph.Bytes());
        using var memory = TensorMemory.Allocated(session, OrtMemoryInfo.DefaultInstance);

        using var tensor = memory.Allocate(TensorElementType.Float16, 2, 1, 3);

        Assert.False(memory.IsHost);
        var facts = tensor.Value.GetTensorTypeAndShape();
        Assert.Equal((TensorElementType.Float16, 6L), (facts.ElementDataType, facts.ElementCount));
        Assert.Equal([2, 1, 3], facts.Shape);
    }

    [Fact]
    public void Allocate_OnTheHost_HasShapeAndType()
    {
        using var tensor = TensorMemory.Host.Allocate(TensorElementType.Float, 2, 5);

        Assert.Equal([2, 5], tensor.Value.GetTensorTypeAndShape().Shape);
        Assert.True(new ComputeOptions().OpenMemory(null!).IsHost);
    }

    [Fact]
    public void OpenMemory_OfAGpuThatTheSessionDoesNotHave_IsNamed()
    {
        using var session = new InferenceSession(ProbeGraph.Bytes());

        var failure = Assert.Throws<ProviderException>(() => new SelectedProvider { Kind = ExecutionProvider.Cuda }.OpenMemory(session));

        Assert.Contains("« cuda » refusé par ONNX Runtime", failure.Message, StringComparison.Ordinal);
    }

    private static bool Same(RecognitionResult one, RecognitionResult other) =>
        one.Tokens.Count > 0 && one.Tokens.SequenceEqual(other.Tokens) && one.EndedByModel == other.EndedByModel;
}
