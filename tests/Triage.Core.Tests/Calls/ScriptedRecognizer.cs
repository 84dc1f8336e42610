using System.Threading.Channels;
using Triage.Core.Audio;
using Triage.Core.Scheduling;
using Triage.Core.Speech;

namespace Triage.Core.Tests.Calls;

/// <summary>What the recognisers of all lanes share: what a test asks of them and what they saw. Thread-safe.</summary>
internal sealed class RecognizerScript
{
    private int _begun, _open;

    /// <summary>The number of each recognition as it is begun.</summary>
    public Channel<int> Begins { get; } = Channel.CreateUnbounded<int>();

    /// <summary>Blocks every step until released, when set.</summary>
    public SemaphoreSlim? Gate { get; set; }

    /// <summary>Called at the first step with the number of the recognition, from 1: throws what the test wants.</summary>
    public Action<int> Fault { get; set; } = _ => { };

    /// <summary>Marks results of these windows as looped, by window length in seconds.</summary>
    public Func<int, bool> Loops { get; set; } = _ => false;

    public (float French, string Likely) Language { get; set; } = (0.99f, "fr");

    /// <summary>Recognitions begun.</summary>
    public int Begun => Volatile.Read(ref _begun);

    /// <summary>Recognitions begun and not disposed.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>Results that do not start with the tokens that were promised.</summary>
    public int BrokenPromises;

    public int Begin()
    {
        Interlocked.Increment(ref _open);
        var number = Interlocked.Increment(ref _begun);
        Begins.Writer.TryWrite(number);
        return number;
    }

    public void End() => Interlocked.Decrement(ref _open);
}

/// <summary>Reads <see cref="ToneSpeech"/> back from the features: its results are a function of the audio.</summary>
internal sealed class ScriptedRecognizer(RecognizerScript script) : ISpeechRecognizer, ILane
{
    private const int Bins = 80;
    private const float Loud = 0.5f;
    private const int MinToneFrames = 8, WholeWordFrames = 18;

    private static readonly int[] BinOfWord = [.. ToneSpeech.TonesHz.Select(BinOf)];

    public SpeechVocabulary Vocabulary => ToneSpeech.Vocabulary;

    public int MelBins => Bins;

    public IReadOnlyList<int> WindowsS { get; } = [4, 8, 16, 30];

    public ISpeechRecognizer Recognizer => this;

    public bool Disposed { get; private set; }

    public IRecognition Begin(RecognitionRequest request) => new Recognition(script, request, script.Begin());

    public void Dispose() => Disposed = true;

    private static int BinOf(double toneHz)
    {
        var mel = new LogMelExtractor(Bins);
        mel.Push([.. Enumerable.Range(0, 4000).Select(i => 0.3f * (float)Math.Sin(2 * Math.PI * toneHz * i / 16000))]);
        var window = new float[Bins * 20];
        mel.FillWindow(window, 20, out _);
        return Loudest(window, 20, 10).Bin;
    }

    private static (int Bin, float Value) Loudest(ReadOnlySpan<float> mel, int frames, int frame)
    {
        var best = 0;
        for (var bin = 1; bin < Bins; bin++)
            if (mel[bin * frames + frame] > mel[best * frames + frame])
                best = bin;
        return (best, mel[best * frames + frame]);
    }

    private static RecognitionResult Hear(RecognizerScript script, RecognitionRequest request)
    {
        var (tokens, starts) = (new List<RecognizedToken>(), new List<int>());
        var mel = request.Mel.Span;
        var end = 0;
        for (var f = 0; f < request.AudioFrames;)
        {
            if (Loudest(mel, request.MelFrames, f).Value < Loud)
            {
                f++;
                continue;
            }
            var from = f;
            while (f < request.AudioFrames && Loudest(mel, request.MelFrames, f).Value >= Loud)
                f++;
            if (f - from < MinToneFrames)
                continue;
            var bin = Loudest(mel, request.MelFrames, (from + f) / 2).Bin;
            var word = Array.IndexOf(BinOfWord, BinOfWord.MinBy(b => Math.Abs(b - bin)));
            (tokens, starts, end) = ([.. tokens, new(2 * word + 2, -0.1f)], [.. starts, from], f);
            if (f - from >= WholeWordFrames)
                (tokens, starts) = ([.. tokens, new(2 * word + 3, -0.1f)], [.. starts, from + 10]);
        }
        if (!request.Committed.Select(t => t.Id).SequenceEqual(tokens.Take(request.Committed.Count).Select(t => t.Id)))
            Interlocked.Increment(ref script.BrokenPromises);
        return new RecognitionResult(tokens, true, script.Loops(request.MelFrames / 100), 0.01f, script.Language.French, script.Language.Likely, 1)
        {
            AlignmentFrames = request.MelFrames / 2,
            Alignment = Align([.. starts, end], request.MelFrames / 2),
        };
    }

    /// <summary>Each token attends from its start to the next one's; the last row, the end of text, to the rest.</summary>
    private static float[] Align(IReadOnlyList<int> starts, int frames)
    {
        var alignment = new float[starts.Count * frames];
        for (var r = 0; r < starts.Count; r++)
            for (var f = r == 0 ? 0 : starts[r] / 2; f < (r + 1 < starts.Count ? starts[r + 1] / 2 : frames); f++)
                alignment[r * frames + f] = f >= starts[r] / 2 ? 1 : 0.1f;
        return alignment;
    }

    private sealed class Recognition(RecognizerScript script, RecognitionRequest request, int number) : IRecognition
    {
        private RecognitionResult? _result;
        private bool _encoded, _disposed;

        public RecognitionResult Result => _result ?? throw new InvalidOperationException("not ready");

        public StepShape Next => _encoded ? new(StepKind.Decode, 4) : new(StepKind.Encode, request.MelFrames / 100);

        public bool Step()
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            script.Gate?.Wait(TestContext.Current.CancellationToken);
            if (!_encoded)
            {
                script.Fault(number);
                _encoded = true;
                return false;
            }
            _result = Hear(script, request);
            return true;
        }

        public void Dispose()
        {
            Assert.False(_disposed);
            _disposed = true;
            script.End();
        }
    }
}
