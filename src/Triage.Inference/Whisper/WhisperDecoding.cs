using System.Buffers;
using System.Numerics.Tensors;
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
    private bool _started, _encoded, _ended;
    private float? _noSpeech, _french;
    private string? _language;
    private int _calls;
    private RecognitionResult? _result;

    public WhisperDecoding(WhisperRecognizer owner, IWhisperState state) => (_owner, _state) = (owner, state);

    public RecognitionResult Result => _result ?? throw new InvalidOperationException("the recognition is not finished");

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
        (_started, _encoded, _ended, _calls, _result) = (true, false, false, 0, null);
        (_noSpeech, _french, _language) = (null, null, null);
    }

    public bool Step()
    {
        if (!_encoded)
        {
            _state.Encode(_request.Mel, _request.MelFrames);
            _encoded = true;
            return false;
        }
        DecodeOnce();
        if (!_ended && !_loop.Found)
            return false;
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

    private void DecodeOnce()
    {
        if (_certain.Count > _input.Length)
        {
            // More promised tokens than one call takes: feed them in pieces, nothing to learn but the cache and the alignment.
            _certain.CopyTo(0, _input, 0, _input.Length);
            var fed = Run(_input.Length, _owner.Bias);
            ReadGuards(fed);
            Keep(fed, _input.Length);
            _certain.RemoveRange(0, _input.Length);
            return;
        }
        _certain.CopyTo(_input);
        var certain = _certain.Count;
        var guessed = _draft.CopyAhead(_input.AsSpan(certain));
        var first = _tokens.Count == 0;
        var output = Run(certain + guessed, first && guessed == 0 ? _owner.BeginBias : _owner.Bias);
        if (first && guessed > 0 && _owner.Model.SuppressAtBegin.Contains((int)output.NextTokens[certain - 1]))
        {
            // The usual bias let a token through that may not come first: ask again, alone, with the bias of the beginning.
            guessed = 0;
            output = Run(certain, _owner.BeginBias);
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

    private DecoderOutput Run(int count, LogitBias bias)
    {
        _calls++;
        return _state.Decode(_input.AsSpan(0, count), bias);
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
                output.Alignment.Slice(i * frames, frames).CopyTo(_alignment.AsSpan((firstRow + i) * frames));
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
