using Triage.Core.Speech;
using Triage.Tests;

namespace Triage.Inference.Tests.Whisper;

public sealed class WhisperParityTests(EmbeddedSpeech speech) : IClassFixture<EmbeddedSpeech>
{
    private readonly ISpeechRecognizer _recognizer = speech.Recognizer;

    /// <summary>
    /// Dynamic int8 amplifies the last bit: noise of 1e-6 on the features flips a token in one clip of four, on any implementation
    /// (docs/decisions/0002-parity.md). So most clips must be identical, and each must be as close as such noise leaves it.
    /// </summary>
    [Fact]
    public void Decode_EveryReferenceClip_GivesTheReferenceTokensUpToRounding()
    {
        var (clips, identical, edits, total) = (0, 0, 0, 0);
        foreach (var (name, samples, windowS, tokens, meanLogProbability) in Clips.Reference())
        {
            var result = Clips.Run(_recognizer, Clips.Request(samples, windowS, 80));
            Assert.True(result.EndedByModel, name);
            var distance = Edits.Between(tokens[..^1], [.. result.Tokens.Select(t => t.Id)]);
            Assert.True(distance <= 4, $"{name}: {distance} tokens differ");
            // The reference's mean counts the end of text, whose probability is close to one.
            var mean = result.Tokens.Sum(t => t.LogProbability) / tokens.Length;
            Assert.InRange(mean, meanLogProbability - 0.06, meanLogProbability + 0.06);
            identical += distance == 0 ? 1 : 0;
            edits += distance;
            total += tokens.Length;
            clips++;
        }
        Assert.Equal(16, clips);
        Assert.True(identical >= 12, $"{identical} of {clips} clips identical");
        Assert.True(edits <= 0.03 * total, $"{edits} of {total} tokens differ");
    }

    [Fact]
    public void Decode_WithItsOwnResultAsDraft_NeedsAFractionOfTheCalls()
    {
        var (fresh, drafted) = (0, 0);
        foreach (var (name, samples, windowS, _, _) in Clips.Reference())
        {
            var alone = Clips.Run(_recognizer, Clips.Request(samples, windowS, 80));
            var verified = Clips.Run(_recognizer, Clips.Request(samples, windowS, 80, draft: Ids(alone)));
            Assert.True(Edits.Between(Ids(alone), Ids(verified)) <= 4, name);
            fresh += alone.DecoderCalls;
            drafted += verified.DecoderCalls;
        }
        Assert.True(drafted * 4 < fresh, $"{drafted} calls with drafts, {fresh} without");
    }

    [Fact]
    public void Decode_WithADraftThatDropsAndInsertsTokens_FallsBackIntoStep()
    {
        var (fresh, drafted) = (0, 0);
        foreach (var (name, samples, windowS, _, _) in Clips.Reference())
        {
            var alone = Clips.Run(_recognizer, Clips.Request(samples, windowS, 80));
            var ids = Ids(alone);
            int[] draft = [.. ids[..3], 1234, .. ids[3..7], .. ids[8..]];
            var verified = Clips.Run(_recognizer, Clips.Request(samples, windowS, 80, draft: draft));
            Assert.True(Edits.Between(ids, Ids(verified)) <= 4, name);
            fresh += alone.DecoderCalls;
            drafted += verified.DecoderCalls;
        }
        Assert.True(drafted * 2 < fresh, $"{drafted} calls with drafts, {fresh} without");
    }

    [Fact]
    public void Decode_WithCommittedTokens_KeepsThemWhateverTheAudioSays()
    {
        var (_, samples, windowS, tokens, _) = Clips.Reference().First();
        RecognizedToken[] committed = [new(14005, -0.1f), new(11, -0.1f)];
        var result = Clips.Run(_recognizer, Clips.Request(samples, windowS, 80, committed: committed));
        Assert.Equal(committed, result.Tokens.Take(2));
        Assert.True(result.Tokens.Count > tokens.Length / 2);
    }

    [Fact]
    public void Decode_French_IsCertainOfItsLanguageAndOfSpeech()
    {
        foreach (var (_, samples, windowS, _, _) in Clips.Reference().Take(4))
        {
            var result = Clips.Run(_recognizer, Clips.Request(samples, windowS, 80, guards: true));
            Assert.Equal("fr", result.LikelyLanguage);
            Assert.InRange(result.FrenchProbability!.Value, 0.9f, 1f);
            Assert.InRange(result.NoSpeechProbability!.Value, 0f, 0.3f);
        }
    }

    [Fact]
    public void Step_OnceWarm_AllocatesNothingPerDecoderStep()
    {
        var (_, samples, windowS, _, _) = Clips.Reference().First();
        var request = Clips.Request(samples, windowS, 80);
        Clips.Run(_recognizer, request);
        using var recognition = _recognizer.Begin(request);
        recognition.Step();
        recognition.Step();
        recognition.Step();
        var ended = false;
        Assert.Equal(0, Allocation.Least(() => ended |= recognition.Step()));
        Assert.False(ended);
    }

    [Fact]
    public void WordTimings_OfReferenceClips_AscendWithinTheAudioAndKeepTheText()
    {
        foreach (var (name, samples, windowS, _, _) in Clips.Reference())
        {
            var audioS = samples.Length / 16000.0;
            var result = Clips.Run(_recognizer, Clips.Request(samples, windowS, 80));
            var words = WordTimings.Of(result, _recognizer.Vocabulary, 100, audioS);
            Assert.Equal(_recognizer.Vocabulary.Decode(result.Tokens.Select(t => t.Id)).Trim(), string.Join(' ', words.Select(w => w.Text)));
            Assert.All(words, w => Assert.InRange(w.StartS, 100, w.EndS));
            Assert.All(words, w => Assert.True(w.EndS <= 100 + audioS + 0.01, name));
            Assert.All(words.Zip(words.Skip(1)), pair => Assert.True(pair.First.EndS <= pair.Second.StartS + 1e-9, name));
        }
    }

    [Fact]
    public void Begin_WindowShorterThanItsFrames_IsRefused()
    {
        var request = new RecognitionRequest { Mel = new float[100], MelFrames = 300, AudioFrames = 100 };
        Assert.Throws<ArgumentException>(() => _recognizer.Begin(request));
    }

    private static int[] Ids(RecognitionResult result) => [.. result.Tokens.Select(t => t.Id)];
}
