using System.Buffers;
using System.Numerics.Tensors;
using Triage.Core.Scheduling;
using Triage.Core.Speech;

namespace Triage.Inference.Whisper;

/// <summary>
/// One recognition, a graph call at a time. Committed tokens are fed, not asked; the draft behind them is verified in the same
/// call: position j whose greedy choice equals the guess at j + 1 is accepted at once. After a difference decoding goes on alone
/// and takes up the draft again where the same token comes in it.
/// </summary>
internal sealed class WhisperDecoding : IRecognition
{
    private readonly WhisperRecognizer _owner;
    private readonly IWhisperState _state;
    private readonly List<RecognizedToken> _tokens = new(256);
    private readonly List<int> _certain = new(256);
    private readonly int[] _input = new int[TwoGraphWhisper.MaxTokensPerCall];
    private float[] _alignment = [];
    private RecognitionRequest _request = null!;
    private DraftCursor _draft;
    private LoopGuard _loop;
    private bool _started, _encoded, _ended, _feeds, _firstAlone;
    private float? _noSpeech, _french;
    private string? _language;
    private int _calls, _count;
    private RecognitionResult? _result;

    public WhisperDecoding(WhisperRecognizer owner, IWhisperState state) => (_owner, _state) = (owner, state);

    public RecognitionResult Result => _result ?? throw new InvalidOperationException("the recognition is not finished");

    public StepShape Next => _encoded
        ? new(StepKind.Decode, _count)
        : new(StepKind.Encode, Math.Max(1, (_request.MelFrames + 99) / 100));

    /// <summary>Tokens of the next decoder call.</summary>
    public ReadOnlySpan<int> Input => _input.AsSpan(0, _count);

    /// <summary>What the next decoder call may not produce.</summary>
    public LogitBias InputBias { get; private set; } = null!;

    public RecognitionRequest Request => _request;

    public IWhisperState State => _state;

    public WhisperRecognizer Owner => _owner;

    public void Start(RecognitionRequest request)
    {
        _request = request;
        _tokens.Clear();
        _certain.Clear();
        _certain.AddRange(_owner.Prompt);
        foreach (var token in request.Committed)
        {
            _tokens.Add(token);
            _certain.Add(token.Id);
        }
        _draft = new DraftCursor(_owner.VerifiesDrafts ? request.Draft : []);
        _loop = new LoopGuard(request.AudioFrames, _owner.Model.MaxTokens - _owner.Prompt.Length);
        (_started, _encoded, _ended, _firstAlone, _calls, _result) = (true, false, false, false, 0, null);
        (_noSpeech, _french, _language) = (null, null, null);
    }

    public bool Step()
    {
        if (_encoded)
            return TakeIn(_state.Decode(Input, InputBias));
        _state.Encode(_request.Mel, _request.MelFrames);
        TakeEncoded();
        return false;
    }

    /// <summary>The window is encoded: prepares the first decoder call.</summary>
    public void TakeEncoded()
    {
        _encoded = true;
        Prepare();
    }

    /// <summary>Takes in what the decoder gave for <see cref="Input"/> and prepares the next call. True when the result is ready.</summary>
    public bool TakeIn(DecoderOutput output)
    {
        _calls++;
        if (_feeds)
        {
            ReadGuards(output);
            Keep(output, _count);
            _certain.RemoveRange(0, _count);
        }
        else
        {
            Choose(output);
        }
        if (!_ended && !_loop.Found)
        {
            Prepare();
            return false;
        }
        _result = ResultOf(_loop.Found ? _loop.KeepTokens : _tokens.Count);
        return true;
    }

    public void Dispose()
    {
        if (!_started)
            return;
        _started = false;
        _state.Dispose();
        _request = null!;
        _owner.Return(this);
    }

    /// <summary>Lays out the next call: the tokens that are certain, and a guess at what follows them.</summary>
    private void Prepare()
    {
        InputBias = _owner.Bias;
        // More promised tokens than one call takes are fed in pieces: nothing to learn but the cache and the alignment.
        _feeds = _certain.Count > _input.Length;
        if (_feeds)
        {
            _count = _input.Length;
            _certain.CopyTo(0, _input, 0, _count);
            return;
        }
        _certain.CopyTo(_input);
        var guessed = _firstAlone && _tokens.Count == 0 ? 0 : _draft.CopyAhead(_input.AsSpan(_certain.Count));
        _count = _certain.Count + guessed;
        if (_tokens.Count == 0 && guessed == 0)
            InputBias = _owner.BeginBias;
    }

    private void Choose(DecoderOutput output)
    {
        var certain = _certain.Count;
        var guessed = _count - certain;
        if (_tokens.Count == 0 && guessed > 0 && _owner.Model.SuppressAtBegin.Contains((int)output.NextTokens[certain - 1]))
        {
            // The usual bias let a token through that may not come first: the next call asks again, alone, with the bias of the beginning.
            _firstAlone = true;
            return;
        }
        ReadGuards(output);
        var accepted = 0;
        while (true)
        {
            var position = certain - 1 + accepted;
            var token = (int)output.NextTokens[position];
            if (token == _owner.Model.EndOfText)
            {
                _ended = true;
                break;
            }
            _tokens.Add(new RecognizedToken(token, output.NextLogProbabilities[position]));
            _loop.Add(_tokens);
            _draft.Take(token);
            if (_loop.Found || accepted == guessed || token != _input[certain + accepted])
                break;
            accepted++;
        }
        Keep(output, certain + accepted);
        _certain.Clear();
        if (_tokens.Count > 0)
            _certain.Add(_tokens[^1].Id);
    }

    /// <summary>Takes the positions into the cache and keeps their alignment: the row of position i aligns the token after it.</summary>
    private void Keep(DecoderOutput output, int count)
    {
        var frames = _state.EncoderFrames;
        var firstRow = _state.PastLength - (_owner.Prompt.Length - 1);
        if (output.Alignment.Length > 0)
        {
            var rows = Math.Max(0, firstRow + count);
            if (_alignment.Length < rows * frames)
                Array.Resize(ref _alignment, Math.Max(rows * frames, Math.Max(_alignment.Length * 2, 64 * frames)));
            for (var i = Math.Max(0, -firstRow); i < count; i++)
                output.Alignment.Slice(i * output.AlignmentStride, frames).CopyTo(_alignment.AsSpan((firstRow + i) * frames));
        }
        _state.Keep(count);
    }

    private RecognitionResult ResultOf(int tokens)
    {
        // A result cut by a guard has no row for an end of text; the row of its last token stands in.
        var frames = _alignment.Length == 0 ? 0 : _state.EncoderFrames;
        var aligned = Math.Min(tokens + 1, _alignment.Length / Math.Max(1, frames)) * frames;
        var alignment = ArrayPool<float>.Shared.Rent(aligned);
        _alignment.AsSpan(0, aligned).CopyTo(alignment);
        return new RecognitionResult(_tokens.GetRange(0, tokens), _ended, _loop.Found, _noSpeech, _french, _language, _calls)
        {
            Alignment = alignment.AsMemory(0, aligned),
            RentedAlignment = alignment,
            AlignmentFrames = frames,
        };
    }

    /// <summary>From the start token's logits: the languages' shares and the probability that nobody speaks.</summary>
    private void ReadGuards(DecoderOutput output)
    {
        if (!_request.WantGuards || _noSpeech is not null)
            return;
        var model = _owner.Model;
        var logits = output.Logits;
        var top = TensorPrimitives.Max(logits);
        double all = 0;
        foreach (var logit in logits)
            all += Math.Exp(logit - top);
        _noSpeech = (float)(Math.Exp(logits[model.NoSpeech] - top) / all);
        var languages = logits[model.LanguageFirst..(model.LanguageLast + 1)];
        double share = 0;
        foreach (var logit in languages)
            share += Math.Exp(logit - top);
        _french = (float)(Math.Exp(logits[model.French] - top) / share);
        _language = WhisperLanguages.CodeOf(TensorPrimitives.IndexOfMax(languages));
    }
}
