using Triage.Core.Scheduling;
using Triage.Core.Speech;

namespace Triage.Benchmarks;

/// <summary>
/// A recogniser that allocates nothing of its own once it has heard each length: it "hears" four tokens a second, two words in three
/// tokens, always the same sentence. Source of the rate: French speech, 3 to 5 tokens a second.
/// </summary>
internal sealed class ScriptedListener : ISpeechRecognizer, ILane
{
    private const int TokensPerSecond = 4;
    private const int MaxTokens = 128;

    private static readonly string[] s_pieces = ["Ġdouleur", "Ġpoi", "trine", "Ġbras", "Ġgau", "che", "Ġdepuis", "Ġvingt", "-cinq", "Ġil", "Ġtrans", "pire"];

    private readonly Dictionary<(int Frames, int AudioFrames), RecognitionResult> _results = [];
    private readonly Stack<Recognition> _free = new();
    private int _finished;

    /// <summary>A vocabulary of a few words, as byte-level pieces.</summary>
    public static SpeechVocabulary Words { get; } = new(s_pieces);

    public SpeechVocabulary Vocabulary => Words;

    public int MelBins => 80;

    public IReadOnlyList<int> WindowsS { get; } = [3, 4, 5, 6, 8, 10, 12, 16, 20, 30];

    public ISpeechRecognizer Recognizer => this;

    /// <summary>Recognitions given back.</summary>
    public int Finished => Volatile.Read(ref _finished);

    public static RecognizedToken[] Tokens(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new RecognizedToken(i % s_pieces.Length, -0.1f))];

    public IRecognition Begin(RecognitionRequest request)
    {
        var recognition = _free.TryPop(out var used) ? used : new Recognition(this);
        recognition.Result = Hear(request);
        return recognition;
    }

    public void Dispose()
    {
    }

    private RecognitionResult Hear(RecognitionRequest request)
    {
        var key = (request.MelFrames, request.AudioFrames);
        if (_results.TryGetValue(key, out var known))
            return known;
        var tokens = Tokens(Math.Clamp(request.AudioFrames * TokensPerSecond / 100, 1, MaxTokens));
        var frames = request.MelFrames / 2;
        var alignment = new float[(tokens.Length + 1) * frames];
        for (var row = 0; row <= tokens.Length; row++)
            alignment[row * frames + Math.Min(frames - 1, row * 50 / TokensPerSecond)] = 1;
        return _results[key] = new RecognitionResult(tokens, true, false, 0.01f, 0.99f, "fr", 1) { Alignment = alignment, AlignmentFrames = frames };
    }

    private sealed class Recognition(ScriptedListener owner) : IRecognition
    {
        public RecognitionResult Result { get; set; } = null!;

        public StepShape Next => new(StepKind.Encode, 3);

        public bool Step() => true;

        public void Dispose()
        {
            owner._free.Push(this);
            Interlocked.Increment(ref owner._finished);
        }
    }
}
