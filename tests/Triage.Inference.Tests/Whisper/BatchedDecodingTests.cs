using Triage.Core.Scheduling;
using Triage.Core.Speech;
using Triage.Inference.Whisper;
using Triage.Tests;

namespace Triage.Inference.Tests.Whisper;

public sealed class BatchedDecodingTests
{
    private static readonly BatchLimits Limits = new(Encode: 3, Decode: 4);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Step_Alone_FollowsThePrediction(bool half)
    {
        using var tiny = new TinyTwoGraphs(half);
        using var recognizer = WhisperLoader.Open(tiny.Model, new ComputeOptions());
        var texts = 0;
        for (var mel = 0; mel < TinyTwoGraphs.Vocabulary; mel++)
        {
            List<int> sequence = [28, 30, 31, 35];
            var result = Clips.Run(recognizer, TinyTwoGraphs.Request(2, mel));
            foreach (var token in result.Tokens)
            {
                // A token that may not be produced gives way to its neighbour.
                Assert.InRange(Math.Abs(token.Id - TinyTwoGraphs.Next(sequence, mel)), 0, 10);
                if (TinyTwoGraphs.Next(sequence, mel) is not (3 or 5 or >= 26))
                    Assert.Equal(TinyTwoGraphs.Next(sequence, mel), token.Id);
                sequence.Add(token.Id);
            }
            texts += result.Tokens.Count > 3 ? 1 : 0;
        }
        Assert.True(texts > 4, $"{texts} texts of more than 3 tokens");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void StepTogether_MembersComeAndGo_GiveWhatEachGivesAlone(bool half)
    {
        using var tiny = new TinyTwoGraphs(half);
        using var alone = WhisperLoader.Open(tiny.Model, new ComputeOptions());
        using var graphs = new CountingGraphs(tiny, Limits);
        using var together = new WhisperRecognizer(graphs, tiny.Model.Info, tiny.Model.Vocabulary, Limits);
        var (compared, abandoned) = (0, 0);
        for (var seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            var running = new List<(RecognitionRequest Request, IRecognition Recognition)>();
            for (var round = 0; round < 60; round++)
            {
                while (running.Count < 6 && random.Next(3) > 0)
                    running.Add(Begin(together, RandomRequest(random)));
                if (running.Count > 0 && random.Next(12) == 0)
                {
                    running[^1].Recognition.Dispose();
                    running.RemoveAt(running.Count - 1);
                    abandoned++;
                }
                var chosen = running.Where(_ => random.Next(4) > 0).OrderBy(_ => random.Next()).ToArray();
                var done = new bool[chosen.Length];
                if (random.Next(5) == 0)
                    for (var i = 0; i < chosen.Length; i++)
                        done[i] = chosen[i].Recognition.Step();
                else
                    together.StepTogether(chosen.Select(c => c.Recognition).ToArray(), done);
                foreach (var (request, recognition) in chosen.Where((_, i) => done[i]))
                {
                    AssertSame(Clips.Run(alone, request), recognition.Result, $"seed {seed}, round {round}");
                    recognition.Dispose();
                    running.RemoveAll(r => r.Recognition == recognition);
                    compared++;
                }
            }
            running.ForEach(r => r.Recognition.Dispose());
        }
        Assert.True(compared > 150, $"{compared} results compared");
        Assert.True(abandoned > 10, $"{abandoned} abandoned");
        Assert.True(graphs.SharedEncodes > 50 && graphs.SharedDecodes > 200, $"{graphs.SharedEncodes} encodes and {graphs.SharedDecodes} decodes shared");
        Assert.Equal(Limits.Decode, graphs.LargestDecode);
        Assert.Equal(Limits.Encode, graphs.LargestEncode);
    }

    [Fact]
    public void StepTogether_LongSequences_OutgrowTheFirstMemory()
    {
        using var tiny = new TinyTwoGraphs(half: false);
        using var recognizer = WhisperLoader.Open(tiny.Model, new ComputeOptions(), Limits);
        RecognitionRequest[] requests =
        [
            TinyTwoGraphs.Request(30, 2, committed: [.. Enumerable.Range(0, 150).Select(i => i % 11)]),
            TinyTwoGraphs.Request(30, 3, committed: [.. Enumerable.Range(0, 150).Select(i => i % 7)]),
        ];
        var expected = requests.Select(r => Clips.Run(recognizer, r)).ToArray();
        var results = RunTogether(recognizer, requests);
        for (var i = 0; i < requests.Length; i++)
        {
            AssertSame(expected[i], results[i], $"{i}");
            Assert.True(results[i].Tokens.Count >= 150);
        }
    }

    [Fact]
    public void Next_ThroughARecognition_SaysWhatTheStepComputes()
    {
        using var tiny = new TinyTwoGraphs(half: false);
        using var recognizer = WhisperLoader.Open(tiny.Model, new ComputeOptions());
        using var recognition = recognizer.Begin(TinyTwoGraphs.Request(3, 1, committed: [7, 8], draft: [9, 10, 11]));
        Assert.Equal(new StepShape(StepKind.Encode, 3), recognition.Next);
        recognition.Step();
        // Prompt of 4, 2 promised, 3 guessed.
        Assert.Equal(new StepShape(StepKind.Decode, 9), recognition.Next);
        Assert.Equal(recognition.Next, recognition.Next);
        if (!recognition.Step())
            Assert.Equal(StepKind.Decode, recognition.Next.Kind);
    }

    [Fact]
    public void StepTogether_OnceWarm_AllocatesNothing()
    {
        using var tiny = new TinyTwoGraphs(half: false);
        using var recognizer = WhisperLoader.Open(tiny.Model, new ComputeOptions(), Limits);
        RecognitionRequest[] requests = [TinyTwoGraphs.Request(3, LongMel(recognizer)), TinyTwoGraphs.Request(3, LongMel(recognizer))];
        RunTogether(recognizer, requests);
        IRecognition[] recognitions = [.. requests.Select(recognizer.Begin)];
        var done = new bool[2];
        for (var i = 0; i < 3; i++)
            recognizer.StepTogether(recognitions, done);
        Assert.Equal(0, Allocation.Least(() => recognizer.StepTogether(recognitions, done)));
        Assert.Equal([false, false], done);
        foreach (var recognition in recognitions)
            recognition.Dispose();
    }

    [Fact]
    public void StepTogether_RecognitionOfAnotherLane_IsRefused()
    {
        using var tiny = new TinyTwoGraphs(half: false);
        using var one = WhisperLoader.Open(tiny.Model, new ComputeOptions(), Limits);
        using var other = WhisperLoader.Open(tiny.Model, new ComputeOptions(), Limits);
        using var foreign = other.Begin(TinyTwoGraphs.Request(1, 1));
        Assert.Throws<ArgumentException>(() => one.StepTogether([foreign], new bool[1]));
    }

    internal static RecognitionResult[] RunTogether(ISpeechRecognizer recognizer, IReadOnlyList<RecognitionRequest> requests)
    {
        IRecognition[] recognitions = [.. requests.Select(recognizer.Begin)];
        var left = recognitions.ToList();
        while (left.Count > 0)
        {
            var done = new bool[left.Count];
            recognizer.StepTogether(left.ToArray(), done);
            left = [.. left.Where((_, i) => !done[i])];
        }
        RecognitionResult[] results = [.. recognitions.Select(r => r.Result)];
        foreach (var recognition in recognitions)
            recognition.Dispose();
        return results;
    }

    /// <summary>A mel value whose text takes more than 6 steps.</summary>
    private static int LongMel(WhisperRecognizer recognizer) =>
        Enumerable.Range(0, 37).First(mel => Clips.Run(recognizer, TinyTwoGraphs.Request(3, mel)).DecoderCalls > 6);

    private static (RecognitionRequest, IRecognition) Begin(WhisperRecognizer recognizer, RecognitionRequest request) => (request, recognizer.Begin(request));

    private static RecognitionRequest RandomRequest(Random random)
    {
        int[] Some(int most) => [.. Enumerable.Range(0, random.Next(most)).Select(_ => random.Next(26))];

        return TinyTwoGraphs.Request(1 + random.Next(3), random.Next(37), random.Next(2) == 0 ? [] : Some(4), random.Next(3) == 0 ? Some(6) : []);
    }

    private static void AssertSame(RecognitionResult expected, RecognitionResult found, string where)
    {
        Assert.Equal(expected.Tokens.Select(t => t.Id), found.Tokens.Select(t => t.Id));
        Assert.All(expected.Tokens.Zip(found.Tokens), p => Assert.Equal(p.First.LogProbability, p.Second.LogProbability, 1e-5f));
        Assert.Equal((expected.EndedByModel, expected.Looped, expected.DecoderCalls, expected.LikelyLanguage), (found.EndedByModel, found.Looped, found.DecoderCalls, found.LikelyLanguage));
        Assert.Equal(expected.NoSpeechProbability!.Value, found.NoSpeechProbability!.Value, 1e-5f);
        Assert.Equal(expected.AlignmentFrames, found.AlignmentFrames);
        Assert.True(expected.Alignment.Span.SequenceEqual(found.Alignment.Span), where);
    }

    /// <summary>The graphs of a lane, counting what they do together.</summary>
    private sealed class CountingGraphs(TinyTwoGraphs tiny, BatchLimits limits) : IWhisperGraphs
    {
        private readonly TwoGraphWhisper _graphs = new(tiny.Model.EncoderPath, tiny.Model.DecoderPath, tiny.Model.Info, new ComputeOptions(), limits);

        public int SharedEncodes { get; private set; }
        public int SharedDecodes { get; private set; }
        public int LargestEncode { get; private set; }
        public int LargestDecode { get; private set; }

        public int? FixedMelFrames => _graphs.FixedMelFrames;
        public bool VerifiesDrafts => _graphs.VerifiesDrafts;

        public IWhisperState CreateState() => _graphs.CreateState();

        public int MaxTogether(StepKind kind, int size) => _graphs.MaxTogether(kind, size);

        public void EncodeTogether(ReadOnlySpan<IWhisperState> states, ReadOnlySpan<ReadOnlyMemory<float>> mels, int frames)
        {
            (SharedEncodes, LargestEncode) = (SharedEncodes + 1, Math.Max(LargestEncode, states.Length));
            _graphs.EncodeTogether(states, mels, frames);
        }

        public void DecodeTogether(ReadOnlySpan<IWhisperState> states, ReadOnlySpan<int> tokens, LogitBias bias)
        {
            (SharedDecodes, LargestDecode) = (SharedDecodes + 1, Math.Max(LargestDecode, states.Length));
            _graphs.DecodeTogether(states, tokens, bias);
        }

        public DecoderOutput ResultOf(IWhisperState state) => _graphs.ResultOf(state);

        public void Dispose() => _graphs.Dispose();
    }
}
