using Triage.Core.Speech;
using Triage.Inference.Whisper;

namespace Triage.Inference.Tests.Whisper;

/// <summary>Tests that look at the heap of the whole process have it for themselves.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class HeapTestGroup
{
    public const string Name = "heap";
}

/// <summary>What a lane keeps is bounded, whatever lengths it has met, and letting bindings go changes no result.</summary>
[Collection(HeapTestGroup.Name)]
public sealed class RecognitionMemoryTests
{
    private const int WindowsS = 10;

    /// <summary>Shapes of ten tensors: 64 counts of tokens for six of them and for each window of the alignment, windows of the mel, and single ones.</summary>
    private const int MostShapes = 64 * (6 + WindowsS) + WindowsS + 8;

    [Fact]
    public void Recognitions_OfEveryLength_KeepBoundedBindingsAndShapesAndGiveTheSameAgain()
    {
        using var tiny = new TinyTwoGraphs(half: false);
        using var graphs = Open(tiny);
        using var recognizer = new WhisperRecognizer(graphs, tiny.Model.Info, tiny.Model.Vocabulary);
        var requests = Requests(seed: 1, 900);
        var first = requests.Select(r => Ids(recognizer, r)).ToArray();
        Assert.True(graphs.Bindings.Made > 2 * TwoGraphWhisper.BindingsKept, $"{graphs.Bindings.Made} bindings made: nothing was at stake");
        Assert.Equal(TwoGraphWhisper.BindingsKept, graphs.Bindings.Count);
        Assert.InRange(graphs.Shapes, 1, MostShapes);

        var shapes = graphs.Shapes;
        Assert.Equal(first, requests.Select(r => Ids(recognizer, r)));
        Assert.Equal(shapes, graphs.Shapes);
        using var fresh = WhisperLoader.Open(tiny.Model, new ComputeOptions());
        Assert.Equal(first.Take(40), requests.Take(40).Select(r => Ids(fresh, r)));
    }

    [Fact]
    public void Recognitions_FourHundredMore_LeaveTheHeapAsItWas()
    {
        using var tiny = new TinyTwoGraphs(half: false);
        using var graphs = Open(tiny);
        using var recognizer = new WhisperRecognizer(graphs, tiny.Model.Info, tiny.Model.Vocabulary);
        Run(recognizer, seed: 1);
        Run(recognizer, seed: 2);
        // Another set each time; the least of several, since the runtime itself may take something at any moment.
        var least = long.MaxValue;
        for (var seed = 3; seed < 6; seed++)
        {
            var before = LiveBytes();
            Run(recognizer, seed);
            least = Math.Min(least, LiveBytes() - before);
        }
        Assert.True(least < 200_000, $"the heap grew by {least} bytes in 400 recognitions");
    }

    [Fact]
    public void Step_OnceWarm_AllocatesNothing()
    {
        using var tiny = new TinyTwoGraphs(half: false);
        using var recognizer = WhisperLoader.Open(tiny.Model, new ComputeOptions());
        var mel = Enumerable.Range(0, 37).First(m => Clips.Run(recognizer, TinyTwoGraphs.Request(3, m)).DecoderCalls > 6);
        using var recognition = recognizer.Begin(TinyTwoGraphs.Request(3, mel));
        for (var i = 0; i < 3; i++)
            recognition.Step();
        var before = GC.GetAllocatedBytesForCurrentThread();
        recognition.Step();
        recognition.Step();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static TwoGraphWhisper Open(TinyTwoGraphs tiny) => new(tiny.Model.EncoderPath, tiny.Model.DecoderPath, tiny.Model.Info, new ComputeOptions());

    private static void Run(WhisperRecognizer recognizer, int seed)
    {
        foreach (var request in Requests(seed, 400))
            Clips.Run(recognizer, request);
    }

    private static string Ids(WhisperRecognizer recognizer, RecognitionRequest request) =>
        string.Join(' ', Clips.Run(recognizer, request).Tokens.Select(t => t.Id));

    private static RecognitionRequest[] Requests(int seed, int count)
    {
        var random = new Random(seed);
        int[] Some(int most) => [.. Enumerable.Range(0, random.Next(most)).Select(_ => random.Next(26))];
        return [.. Enumerable.Range(0, count).Select(_ =>
            TinyTwoGraphs.Request(1 + random.Next(WindowsS), random.Next(TinyTwoGraphs.Vocabulary), Some(24), Some(34)))];
    }

    private static long LiveBytes()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
