using Triage.Inference.Models;
using Triage.Tests;

namespace Triage.Inference.Tests.Models;

public sealed class ModelCatalogTests
{
    private static ModelCatalog Embedded { get; } = ModelCatalog.Open(TestPaths.InRoot("models"));

    [Fact]
    public void Speech_Embedded_HasItsFactsAndVocabulary()
    {
        var model = Embedded.Speech();

        Assert.Equal(SpeechLayout.TwoGraphs, model.Layout);
        Assert.EndsWith("encoder.int8.onnx", model.EncoderPath, StringComparison.Ordinal);
        Assert.True(File.Exists(model.DecoderPath));
        Assert.Equal((80, 6, 8, 64, 51865, 448), (model.Info.MelBins, model.Info.DecoderLayers, model.Info.Heads, model.Info.HeadSize, model.Info.Vocabulary, model.Info.MaxTokens));
        Assert.Equal((50258, 50265, 50359, 50363, 50362, 50257), (model.Info.StartOfTranscript, model.Info.French, model.Info.Transcribe, model.Info.NoTimestamps, model.Info.NoSpeech, model.Info.EndOfText));
        Assert.Equal([3, 4, 5, 6, 8, 10, 12, 16, 20, 30], model.Info.WindowsS);
        Assert.Equal([220, 50257], model.Info.SuppressAtBegin);
        // The tokens and the text of the first reference clip.
        Assert.Equal("Samu centre quinze, bonjour, quelle est l'adresse de l'urgence ?",
            model.Vocabulary.Decode([4832, 84, 10093, 42215, 1381, 11, 4428, 8696, 11, 29237, 871, 287, 6, 345, 22603, 368, 287, 6, 44607, 2506, 50257]).Trim());
    }

    [Fact]
    public void VoiceActivity_DefaultAndNamed_AreV6AndV5()
    {
        Assert.EndsWith("silero_vad_v6.onnx", Embedded.VoiceActivity(), StringComparison.Ordinal);
        Assert.EndsWith("silero_vad_v5.onnx", Embedded.VoiceActivity("v5"), StringComparison.Ordinal);
        Assert.Contains("v4", Assert.Throws<ModelException>(() => Embedded.VoiceActivity("v4")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TextEncoder_Embedded_IsFound()
    {
        var encoder = Embedded.TextEncoder();

        Assert.Equal("text-encoder/use-fr", encoder.Name);
        Assert.True(File.Exists(encoder.EncoderPath));
        Assert.True(File.Exists(encoder.TokenizerPath));
    }

    [Fact]
    public void List_Embedded_GivesOneRowAModel()
    {
        var rows = Embedded.List().Where(m => m.Role != ModelRole.Triage).ToList();

        Assert.Equal(["silero-vad", "text-encoder/use-fr", "whisper-base-fr"], rows.Select(m => m.Name));
        Assert.Equal(["decoder.int8.onnx", "encoder.int8.onnx", "model.json", "vocabulary.json"], rows[2].Files);
        Assert.Equal("MIT", rows[2].Licence);
        Assert.True(rows[2].Bytes > 80_000_000);
    }

    [Fact]
    public void Speech_UnknownName_NamesItAndThePresentOnes()
    {
        var message = Assert.Throws<ModelException>(() => Embedded.Speech("large")).Message;

        Assert.Contains("large", message, StringComparison.Ordinal);
        Assert.Contains("whisper-base-fr", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Speech_FileMissingOrCut_IsNamedBeforeAnythingIsOpened()
    {
        using var models = new ModelsFolder().Add("w/encoder.int8.onnx", ModelRole.Speech).Add("w/decoder.int8.onnx", ModelRole.Speech);
        File.WriteAllText(models.File("w/decoder.int8.onnx"), "con");
        Assert.Contains("w/decoder.int8.onnx : 3 octets au lieu de 7", Assert.Throws<ModelException>(() => ModelCatalog.Open(models.Path).Speech("w")).Message, StringComparison.Ordinal);
        File.Delete(models.File("w/decoder.int8.onnx"));
        Assert.Contains("w/decoder.int8.onnx : fichier absent", Assert.Throws<ModelException>(() => ModelCatalog.Open(models.Path).Speech("w")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Speech_GraphOutsideTheManifest_IsNotUsed()
    {
        using var models = new ModelsFolder().Add("w/encoder.int8.onnx", ModelRole.Speech);
        File.WriteAllText(models.File("w/decoder.int8.onnx"), "dropped in by hand");

        Assert.Contains("pas un modèle Whisper complet", Assert.Throws<ModelException>(() => ModelCatalog.Open(models.Path).Speech("w")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Triage_NoneInstalled_IsNullAndInstalledIsFound()
    {
        using var models = new ModelsFolder().Add("silero-vad/silero_vad_v6.onnx", ModelRole.VoiceActivity);
        Assert.Null(ModelCatalog.Open(models.Path).Triage());

        models.Add("triage/heads.onnx", ModelRole.Triage).Add("triage/thresholds.json", ModelRole.Triage).Add("triage/reference.jsonl", ModelRole.Reference);
        var files = ModelCatalog.Open(models.Path).Triage();

        Assert.Equal(["heads.onnx", "thresholds.json"], files!.Keys.Order());
        Assert.Equal(models.File("triage/heads.onnx"), files["heads.onnx"]);
    }
}
