using System.Text.Json.Nodes;
using Triage.Inference.Models;
using Triage.Inference.Providers;
using Triage.Inference.Tests.Whisper.PublicExport;
using Triage.Tests;

namespace Triage.Inference.Tests.Models;

public sealed class SpeechModelReaderTests
{
    private static void Edit(TinyExport export, string file, Action<JsonObject> change)
    {
        var path = Path.Combine(export.Folder, file);
        var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        change(json);
        File.WriteAllText(path, json.ToJsonString());
    }

    [Fact]
    public void Read_PublicExport_GivesFactsAndVocabulary()
    {
        using var export = new TinyExport().Write();
        var model = export.Read();

        Assert.Equal(SpeechLayout.PublicMerged, model.Layout);
        Assert.Equal((80, 2, 2, 64, 37, 32), (model.Info.MelBins, model.Info.DecoderLayers, model.Info.Heads, model.Info.HeadSize, model.Info.Vocabulary, model.Info.MaxTokens));
        Assert.Equal((28, 30, 29, 30, 31), (model.Info.StartOfTranscript, model.Info.French, model.Info.LanguageFirst, model.Info.LanguageLast, model.Info.Transcribe));
        Assert.Equal((34, 35, 36, 27), (model.Info.NoSpeech, model.Info.NoTimestamps, model.Info.FirstTimestamp, model.Info.EndOfText));
        Assert.Equal([3], model.Info.Suppress);
        Assert.Equal([5, 27], model.Info.SuppressAtBegin);
        Assert.Equal("a bc", model.Vocabulary.Decode([0, 1, 2, 26, 27, 30, 36]));
        Assert.Equal(37, model.Vocabulary.Count);
    }

    [Fact]
    public void Read_SeveralPrecisions_TakesWhatTheHostPrefers()
    {
        using var export = new TinyExport { Half = true }.Write();
        foreach (var name in (string[])["encoder_model", "decoder_model_merged"])
            File.Copy(Path.Combine(export.Folder, $"{name}_fp16.onnx"), Path.Combine(export.Folder, $"{name}_quantized.onnx"));

        var cpu = SpeechModelReader.Read("m", export.Folder, export.Files(), GraphPreference.Cpu);
        var gpu = SpeechModelReader.Read("m", export.Folder, export.Files(), GraphPreference.Gpu);

        Assert.EndsWith("decoder_model_merged_quantized.onnx", cpu.DecoderPath, StringComparison.Ordinal);
        Assert.EndsWith("decoder_model_merged_fp16.onnx", gpu.DecoderPath, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("encoder.int8.onnx", GraphPrecision.Integer8, false)]
    [InlineData("encoder.fp16.onnx", GraphPrecision.Half, true)]
    [InlineData("encoder.fp32.onnx", GraphPrecision.Full, true)]
    [InlineData("encoder_model.onnx", GraphPrecision.Full, true)]
    [InlineData("onnx/encoder_model_quantized.onnx", GraphPrecision.Integer8, false)]
    [InlineData("encoder_model_uint8.onnx", GraphPrecision.Integer8, false)]
    [InlineData("encoder_model_q4f16.onnx", GraphPrecision.Weights4, true)]
    public void Precision_OfAGraph_StandsInItsName(string file, GraphPrecision precision, bool suits)
    {
        using var export = new TinyExport().Write();

        var model = export.Read() with { EncoderPath = file };

        Assert.Equal((precision, suits), (model.EncoderPrecision, model.SuitsGpu));
        Assert.Equal((precision, suits), ((model with { EncoderPath = model.DecoderPath, DecoderPath = file }).DecoderPrecision, (model with { EncoderPath = model.DecoderPath, DecoderPath = file }).SuitsGpu));
    }

    [Theory]
    [InlineData("int8 fp16", "int8", "fp16")]
    [InlineData("int8 fp32", "int8", "fp32")]
    [InlineData("fp32 fp16", "fp32", "fp16")]
    [InlineData("int8", "int8", "int8")]
    public void Read_OwnLayoutInSeveralPrecisions_TakesWhatTheProviderPrefers(string present, string cpu, string gpu)
    {
        using var folder = new ModelsFolder();
        foreach (var file in (string[])["model.json", "vocabulary.json"])
            File.Copy(TestPaths.InRoot("models", "whisper-base-fr", file), folder.File(file));
        HashSet<string> files = [.. present.Split(' ').SelectMany(p => new[] { $"encoder.{p}.onnx", $"decoder.{p}.onnx" }), "model.json", "vocabulary.json"];

        foreach (var (choice, expected) in new[] { (ProviderChoice.Cpu, cpu), (new ProviderChoice { Provider = new() { Kind = ExecutionProvider.Cuda } }, gpu) })
        {
            var model = SpeechModelReader.Read("m", folder.Path, files, choice.Graphs);
            Assert.EndsWith($"encoder.{expected}.onnx", model.EncoderPath, StringComparison.Ordinal);
            Assert.EndsWith($"decoder.{expected}.onnx", model.DecoderPath, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_GraphsInFolderOnnx_AreFound()
    {
        using var export = new TinyExport { Separate = true }.Write();
        Directory.CreateDirectory(Path.Combine(export.Folder, "onnx"));
        foreach (var graph in export.Files().Where(f => f.EndsWith(".onnx", StringComparison.Ordinal)))
            File.Move(Path.Combine(export.Folder, graph), Path.Combine(export.Folder, "onnx", graph));
        var files = Directory.EnumerateFiles(export.Folder, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(export.Folder, f)).ToHashSet();

        var model = SpeechModelReader.Read("m", export.Folder, files, GraphPreference.Cpu);

        Assert.Equal(SpeechLayout.PublicSeparate, model.Layout);
        Assert.EndsWith(Path.Combine("onnx", "decoder_with_past_model.onnx"), model.DecoderWithPastPath, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.json", "decoder_layers")]
    [InlineData("config.json", "vocab_size")]
    [InlineData("generation_config.json", "lang_to_id")]
    [InlineData("generation_config.json", "no_timestamps_token_id")]
    [InlineData("vocab.json", "c")]
    public void Read_FieldMissing_NamesFileAndField(string file, string field)
    {
        using var export = new TinyExport().Write();
        Edit(export, file, json => json.Remove(field));

        var message = Assert.Throws<ModelException>(() => export.Read()).Message;

        Assert.Contains(file, message, StringComparison.Ordinal);
        Assert.Contains(file == "vocab.json" ? "« 2 »" : field, message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_WithoutFrench_SaysSo()
    {
        using var export = new TinyExport().Write();
        Edit(export, "generation_config.json", json => json["lang_to_id"]!.AsObject().Remove("<|fr|>"));

        Assert.Contains("sans le français", Assert.Throws<ModelException>(() => export.Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TokenOutsideTheVocabulary_IsRefused()
    {
        using var export = new TinyExport().Write();
        Edit(export, "generation_config.json", json => json["suppress_tokens"] = new JsonArray(999));

        Assert.Contains("999", Assert.Throws<ModelException>(() => export.Read()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("generation_config.json")]
    [InlineData("vocab.json")]
    public void Read_ConfigurationGone_NamesTheFile(string file)
    {
        using var export = new TinyExport().Write();
        File.Delete(Path.Combine(export.Folder, file));

        Assert.Contains(file, Assert.Throws<ModelException>(() => export.Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoDecoder_ListsWhatIsThere()
    {
        using var export = new TinyExport().Write();
        File.Delete(Path.Combine(export.Folder, "decoder_model_merged.onnx"));

        Assert.Contains("graphes trouvés : encoder_model.onnx", Assert.Throws<ModelException>(() => export.Read()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AddedTokensOfTokenizerJson_AreSpecial()
    {
        using var export = new TinyExport().Write();
        File.Delete(Path.Combine(export.Folder, "added_tokens.json"));
        File.WriteAllText(Path.Combine(export.Folder, "tokenizer.json"), """{"added_tokens":[{"id":2,"content":"c"}]}""");

        Assert.Equal("a bd", export.Read().Vocabulary.Decode([0, 1, 2, 3]));
    }

    [Fact]
    public void OnnxInputShape_RealGraph_ReadsFixedAndFreeLengths()
    {
        var encoder = TestPaths.InRoot("models", "whisper-base-fr", "encoder.int8.onnx");

        Assert.Equal([null, 80, null], OnnxInputShape.Read(encoder, "mel")!);
        Assert.Null(OnnxInputShape.Read(encoder, "input_features"));
    }

    [Fact]
    public void OnnxInputShape_CutOrForeignFile_IsNamed()
    {
        using var export = new TinyExport().Write();
        var path = Path.Combine(export.Folder, "encoder_model.onnx");
        Assert.Equal([null, 80, 3000], OnnxInputShape.Read(path, "input_features")!);

        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^5]);
        Assert.Contains("encoder_model.onnx", Assert.Throws<ModelException>(() => OnnxInputShape.Read(path, "input_features")).Message, StringComparison.Ordinal);
        File.WriteAllText(path, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 2\n");
        Assert.Contains("encoder_model.onnx", Assert.Throws<ModelException>(() => OnnxInputShape.Read(path, "input_features")).Message, StringComparison.Ordinal);
    }
}
