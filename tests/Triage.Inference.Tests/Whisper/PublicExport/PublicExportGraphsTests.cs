using FsCheck.Xunit;
using Triage.Inference.Models;
using Triage.Inference.Whisper;
using Triage.Inference.Whisper.PublicExport;

namespace Triage.Inference.Tests.Whisper.PublicExport;

public sealed class PublicExportGraphsTests(PublicExportGraphsTests.Merged merged) : IClassFixture<PublicExportGraphsTests.Merged>
{
    private readonly Merged _merged = merged;

    /// <summary>One export for the property, which runs many times.</summary>
    public sealed class Merged : IDisposable
    {
        private readonly TinyExport _export = new TinyExport().Write();

        public Merged() => Graphs = _export.Open();

        internal PublicExportGraphs Graphs { get; }

        public void Dispose()
        {
            Graphs.Dispose();
            _export.Dispose();
        }
    }

    private static readonly LogitBias Free = new(new float[TinyExport.Vocabulary]);

    private static float[] Mel(int frames, int value) => [.. Enumerable.Repeat((float)value, TinyExport.Bins * frames)];

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    [InlineData(true, true, true)]
    public void Decode_PromptThenSteps_FollowsThePrediction(bool half, bool cachePosition, bool separate)
    {
        using var export = new TinyExport { Half = half, CachePosition = cachePosition, Separate = separate }.Write();
        using var graphs = export.Open();
        using var state = graphs.CreateState();

        state.Encode(Mel(3000, 2), 3000);
        int[] prompt = [28, 30, 31, 35];
        var output = state.Decode(prompt, Free);
        Assert.Equal(Enumerable.Range(1, 4).Select(n => (long)TinyExport.Next(prompt.Take(n), 2)), output.NextTokens.ToArray());
        var next = (int)output.NextTokens[^1];
        state.Keep(4);

        List<int> sequence = [.. prompt];
        for (var step = 0; step < 6; step++)
        {
            sequence.Add(next);
            var one = state.Decode([next], Free);
            next = TinyExport.Next(sequence, 2);
            Assert.Equal(next, one.NextTokens[0]);
            Assert.Equal(TinyExport.LogProbability(next, []), one.NextLogProbabilities[0], half ? 2e-2 : 1e-5);
            Assert.Equal(TinyExport.Vocabulary, one.Logits.Length);
            Assert.Equal(0, one.Logits[next]);
            Assert.True(one.Alignment.IsEmpty);
            state.Keep(1);
            Assert.Equal(sequence.Count, state.PastLength);
        }
        Assert.Equal(1500, state.EncoderFrames);
    }

    [Property(MaxTest = 15)]
    public void Decode_SeveralAfterACacheAndPartKept_EqualsOneByOne(FsCheck.NonEmptyArray<byte> text, byte keep, byte mel)
    {
        using var state = _merged.Graphs.CreateState();
        int[] tokens = [.. text.Get.Take(9).Select(b => b % TinyExport.Vocabulary)];
        var m = mel % 5;
        state.Encode(Mel(3000, m), 3000);
        state.Decode([28, 30], Free);
        state.Keep(2);

        var several = state.Decode(tokens, Free).NextTokens.ToArray();
        Assert.Equal(tokens.Select((_, i) => (long)TinyExport.Next([28, 30, .. tokens.Take(i + 1)], m)), several);

        var kept = keep % (tokens.Length + 1);
        state.Keep(kept);
        Assert.Equal(2 + kept, state.PastLength);
        Assert.Equal(TinyExport.Next([28, 30, .. tokens.Take(kept), 4], m), state.Decode([4], Free).NextTokens[0]);
    }

    [Fact]
    public void Keep_PartOfThePrompt_LeavesTheRestOut()
    {
        using var export = new TinyExport { Half = true }.Write();
        using var graphs = export.Open();
        using var state = graphs.CreateState();
        state.Encode(Mel(3000, 1), 3000);
        state.Decode([28, 30, 31, 35], Free);
        state.Keep(3);

        Assert.Equal(TinyExport.Next([28, 30, 31, 7], 1), state.Decode([7], Free).NextTokens[0]);
    }

    [Fact]
    public void Decode_NothingKept_StartsAgain()
    {
        using var export = new TinyExport().Write();
        using var graphs = export.Open();
        using var state = graphs.CreateState();
        state.Encode(Mel(3000, 1), 3000);
        state.Decode([28, 30], Free);
        state.Keep(0);

        Assert.Equal(TinyExport.Next([9], 1), state.Decode([9], Free).NextTokens[0]);
        Assert.Equal(0, state.PastLength);
    }

    [Fact]
    public void Encode_SecondWindow_ForgetsTheFirst()
    {
        using var export = new TinyExport().Write();
        using var graphs = export.Open();
        using var state = graphs.CreateState();
        state.Encode(Mel(3000, 1), 3000);
        state.Decode([28, 30], Free);
        state.Keep(2);
        state.Encode(Mel(3000, 3), 3000);

        Assert.Equal(0, state.PastLength);
        Assert.Equal(TinyExport.Next([28], 3), state.Decode([28], Free).NextTokens[0]);
    }

    [Fact]
    public void Decode_TwoStatesInTurn_DoNotMix()
    {
        using var export = new TinyExport().Write();
        using var graphs = export.Open();
        using var a = graphs.CreateState();
        using var b = graphs.CreateState();
        a.Encode(Mel(3000, 1), 3000);
        b.Encode(Mel(3000, 4), 3000);
        a.Decode([28, 30], Free);
        a.Keep(2);
        b.Decode([28], Free);
        b.Keep(1);

        Assert.Equal(TinyExport.Next([28, 30, 5], 1), a.Decode([5], Free).NextTokens[0]);
        Assert.Equal(TinyExport.Next([28, 6], 4), b.Decode([6], Free).NextTokens[0]);
    }

    [Fact]
    public void Decode_BannedToken_TakesTheNextBestAndLeavesLogitsAlone()
    {
        using var export = new TinyExport().Write();
        using var graphs = export.Open();
        using var state = graphs.CreateState();
        state.Encode(Mel(3000, 1), 3000);
        var wanted = TinyExport.Next([28], 1);
        var bias = new float[TinyExport.Vocabulary];
        int[] banned = [wanted, wanted + 1];
        foreach (var id in banned)
            bias[id] = float.NegativeInfinity;

        var output = state.Decode([28], new(bias));

        Assert.Equal(wanted - 1, output.NextTokens[0]);
        Assert.Equal(-1.0 / TinyExport.Sharpness + TinyExport.LogProbability(wanted, banned), output.NextLogProbabilities[0], 1e-5);
        Assert.Equal(0, output.Logits[wanted]);
    }

    [Fact]
    public void FixedMelFrames_StaticEncoder_Is3000AndOtherWindowsAreRefused()
    {
        using var export = new TinyExport().Write();
        using var graphs = export.Open();
        using var state = graphs.CreateState();

        Assert.Equal(3000, graphs.FixedMelFrames);
        Assert.Equal([30], graphs.Info.WindowsS);
        Assert.False(graphs.VerifiesDrafts);
        Assert.Contains("3000", Assert.Throws<ArgumentException>(() => state.Encode(Mel(800, 1), 800)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_FreeEncoder_TakesShortWindows()
    {
        using var export = new TinyExport { FreeFrames = true }.Write();
        using var graphs = export.Open();
        using var state = graphs.CreateState();
        state.Encode(Mel(800, 2), 800);

        Assert.Null(graphs.FixedMelFrames);
        Assert.Equal([8, 10, 12, 16, 20, 30], graphs.Info.WindowsS);
        Assert.Equal(400, state.EncoderFrames);
        Assert.Equal(TinyExport.Next([28], 2), state.Decode([28], Free).NextTokens[0]);
    }

    [Fact]
    public void Encode_FreeEncoderThatOnlyTakes30S_NamesFileAndWindow()
    {
        using var export = new TinyExport { OnlyFullWindows = true }.Write();
        using var graphs = export.Open();
        using var state = graphs.CreateState();

        var error = Assert.Throws<ModelException>(() => state.Encode(Mel(800, 2), 800));

        Assert.Contains("encoder_model.onnx", error.Message, StringComparison.Ordinal);
        Assert.Contains("8 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_WindowsFileSays30S_FixesTheFrames()
    {
        using var export = new TinyExport { OnlyFullWindows = true }.Write();
        File.WriteAllText(Path.Combine(export.Folder, "windows.json"), """{"windows_s":[30]}""");
        using var graphs = export.Open();

        Assert.Equal(3000, graphs.FixedMelFrames);
    }

    [Fact]
    public void Open_GraphGone_NamesTheFile()
    {
        using var export = new TinyExport().Write();
        var model = export.Read();
        File.Delete(model.DecoderPath);

        Assert.Contains("decoder_model_merged.onnx", Assert.Throws<ModelException>(() => TinyExport.OpenFrom(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_GraphCutShort_NamesTheFile()
    {
        using var export = new TinyExport().Write();
        var model = export.Read();
        File.WriteAllBytes(model.DecoderPath, File.ReadAllBytes(model.DecoderPath)[..200]);

        Assert.Contains("decoder_model_merged.onnx", Assert.Throws<ModelException>(() => TinyExport.OpenFrom(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_ConfigurationOfAnotherModel_NamesTheShape()
    {
        using var export = new TinyExport { DeclaredHeads = 6 }.Write();

        var error = Assert.Throws<ModelException>(() => export.Open());

        Assert.Contains("last_hidden_state", error.Message, StringComparison.Ordinal);
        Assert.Contains("384", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_UnknownInput_NamesIt()
    {
        using var export = new TinyExport { ExtraInput = "position_bias" }.Write();

        Assert.Contains("position_bias", Assert.Throws<ModelException>(() => export.Open()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_PairSwapped_IsNamed()
    {
        using var export = new TinyExport { Separate = true }.Write();
        var model = export.Read();
        var swapped = model with { DecoderPath = model.DecoderWithPastPath!, DecoderWithPastPath = model.DecoderPath };

        Assert.Contains("decoder_with_past_model.onnx", Assert.Throws<ModelException>(() => TinyExport.OpenFrom(swapped)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_GraphGivesNaN_IsAnError()
    {
        using var export = new TinyExport { GivesNaN = true }.Write();
        using var graphs = export.Open();
        using var state = graphs.CreateState();
        state.Encode(Mel(3000, 1), 3000);

        Assert.Throws<ModelException>(() => state.Decode([28], Free));
    }

    [Fact]
    public void Decode_BeyondTheLongestSequence_IsRefused()
    {
        using var export = new TinyExport().Write();
        using var graphs = export.Open();
        using var state = graphs.CreateState();
        state.Encode(Mel(3000, 1), 3000);

        Assert.Throws<ArgumentException>(() => state.Decode(new int[33], Free));
        Assert.Throws<ArgumentException>(() => state.Decode([], Free));
    }
}
