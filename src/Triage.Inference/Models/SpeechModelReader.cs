using System.Text.Json;
using Triage.Core.Speech;
using Triage.Inference.Whisper;
using Triage.Inference.Whisper.PublicExport;

namespace Triage.Inference.Models;

/// <summary>Finds out which Whisper layout a folder holds, by its files, and reads its facts and vocabulary. Opens no graph.</summary>
internal static class SpeechModelReader
{
    // Suffixes in use among public exports; float16 and 4 bits come last on a CPU because it has to widen them.
    private static readonly string[] PublicCpu = ["_quantized", "_int8", "_uint8", "", "_q4", "_bnb4", "_fp16", "_q4f16"];
    private static readonly string[] PublicGpu = ["_fp16", "", "_q4f16", "_q4", "_bnb4", "_quantized", "_int8", "_uint8"];
    private static readonly string[] OwnCpu = [".int8", ".fp32", ".fp16"];
    private static readonly string[] OwnGpu = [".fp16", ".fp32", ".int8"];

    // Public repositories keep the graphs in a folder "onnx" beside the configuration.
    private static readonly string[] PublicFolders = ["", "onnx/"];

    /// <param name="name">Name for the model.</param>
    /// <param name="folder">Its folder.</param>
    /// <param name="files">Paths below the folder that may be used, with '/'.</param>
    /// <exception cref="ModelException">No known layout, or a file of it is missing or wrong.</exception>
    public static SpeechModel Read(string name, string folder, IReadOnlySet<string> files, GraphPreference preference)
    {
        var (layout, encoder, decoder, withPast) = FindGraphs(name, files, preference);
        var encoderPath = ModelPath.Join(folder, encoder);
        var (info, vocabulary) = layout == SpeechLayout.TwoGraphs ? ReadOwn(folder) : PublicExportConfiguration.Read(folder, files, encoderPath);
        if (vocabulary.Count > info.Vocabulary)
            throw new ModelException($"{name} : le vocabulaire compte {vocabulary.Count} jetons, le modèle {info.Vocabulary}. Les fichiers ne viennent pas du même modèle : recopier le tout.");
        return new()
        {
            Name = name,
            Layout = layout,
            EncoderPath = encoderPath,
            DecoderPath = ModelPath.Join(folder, decoder),
            DecoderWithPastPath = withPast is null ? null : ModelPath.Join(folder, withPast),
            Info = info,
            Vocabulary = vocabulary,
        };
    }

    private static (SpeechLayout Layout, string Encoder, string Decoder, string? WithPast) FindGraphs(string name, IReadOnlySet<string> files, GraphPreference preference)
    {
        var own = preference == GraphPreference.Gpu ? OwnGpu : OwnCpu;
        var ownSuffix = own.FirstOrDefault(s => files.Contains($"encoder{s}.onnx") && files.Contains($"decoder{s}.onnx"));
        if (ownSuffix is not null)
            return (SpeechLayout.TwoGraphs, $"encoder{ownSuffix}.onnx", $"decoder{ownSuffix}.onnx", null);

        // Encoder and decoder may come in different precisions; each takes the best it has.
        var suffixes = preference == GraphPreference.Gpu ? PublicGpu : PublicCpu;
        string? Best(string stem) => PublicFolders.SelectMany(_ => suffixes, (at, s) => $"{at}{stem}{s}.onnx").FirstOrDefault(files.Contains);
        var encoder = Best("encoder_model");
        if (encoder is not null && Best("decoder_model_merged") is { } merged)
            return (SpeechLayout.PublicMerged, encoder, merged, null);
        if (encoder is not null && Best("decoder_model") is { } first && Best("decoder_with_past_model") is { } later)
            return (SpeechLayout.PublicSeparate, encoder, first, later);

        var found = string.Join(", ", files.Where(f => f.EndsWith(".onnx", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        throw new ModelException($"{name} : pas un modèle Whisper complet (graphes trouvés : {(found.Length == 0 ? "aucun" : found)}). "
            + "Il faut encoder.*.onnx et decoder.*.onnx de même précision, ou encoder_model*.onnx avec decoder_model_merged*.onnx, ou encoder_model*.onnx avec decoder_model*.onnx et decoder_with_past_model*.onnx.");
    }

    private static (WhisperModelInfo, SpeechVocabulary) ReadOwn(string folder)
    {
        using var json = ModelJson.Open(Path.Combine(folder, "model.json"));
        var languages = json.TokenIds(json.Object("language"));
        var info = new WhisperModelInfo
        {
            MelBins = json.Int("mel_bins"),
            DecoderLayers = json.Int("decoder_layers"),
            Heads = json.Int("heads"),
            HeadSize = json.Int("head_size"),
            Vocabulary = json.Int("vocabulary"),
            MaxTokens = json.Int("max_tokens"),
            StartOfTranscript = json.Int("start_of_transcript"),
            French = languages.TryGetValue("fr", out var french) ? french : throw json.Wrong("language", "ne contient pas « fr »"),
            LanguageFirst = json.Int("language_first"),
            LanguageLast = json.Int("language_last"),
            Transcribe = json.Int("transcribe"),
            NoTimestamps = json.Int("no_timestamps"),
            FirstTimestamp = json.Int("first_timestamp"),
            NoSpeech = json.Int("no_speech"),
            EndOfText = json.Int("end_of_text"),
            Suppress = json.Ints("suppress"),
            SuppressAtBegin = json.Ints("suppress_at_begin"),
            WindowsS = WindowsOf(json, "windows_s"),
        };
        return (CheckTokens(json, info), ReadPieces(Path.Combine(folder, "vocabulary.json"), info.EndOfText));
    }

    /// <summary>Window lengths in seconds: ascending, 1 to 30.</summary>
    public static IReadOnlyList<int> WindowsOf(ModelJson json, string field)
    {
        var windows = json.Ints(field);
        return windows.Count > 0 && windows[0] >= 1 && windows[^1] <= 30 && windows.Zip(windows.Skip(1)).All(w => w.First < w.Second)
            ? windows : throw json.Wrong(field, "doit être une liste croissante de durées de 1 à 30 secondes");
    }

    /// <summary>Checks that every token id lies inside the vocabulary, so that decoding never indexes outside it.</summary>
    public static WhisperModelInfo CheckTokens(ModelJson json, WhisperModelInfo info)
    {
        (string Name, int Id)[] tokens =
        [
            ("start_of_transcript", info.StartOfTranscript), ("fr", info.French), ("language_first", info.LanguageFirst), ("language_last", info.LanguageLast),
            ("transcribe", info.Transcribe), ("no_timestamps", info.NoTimestamps), ("first_timestamp", info.FirstTimestamp), ("no_speech", info.NoSpeech),
            ("end_of_text", info.EndOfText), .. info.Suppress.Select(id => ("suppress", id)), .. info.SuppressAtBegin.Select(id => ("suppress_at_begin", id)),
        ];
        foreach (var (name, id) in tokens)
            if (id < 0 || id >= info.Vocabulary)
                throw json.Wrong(name, $"vaut {id}, hors du vocabulaire de {info.Vocabulary} jetons");
        if (info.MelBins is not (80 or 128))
            throw json.Wrong("mel_bins", $"vaut {info.MelBins} ; Whisper en a 80, ou 128 (large-v3)");
        if (info.DecoderLayers is < 1 or > 64 || info.Heads is < 1 or > 64 || info.HeadSize is < 1 or > 256 || info.MaxTokens is < 16 or > 4096)
            throw json.Wrong("decoder_layers, heads, head_size, max_tokens", "hors des tailles d'un Whisper");
        return info;
    }

    /// <summary>Special tokens, from the end of text on, become empty: they never show in a transcript.</summary>
    private static SpeechVocabulary ReadPieces(string file, int endOfText)
    {
        using var json = ModelJson.Open(file);
        if (json.Root.ValueKind != JsonValueKind.Array || json.Root.EnumerateArray().Any(p => p.ValueKind != JsonValueKind.String))
            throw json.Wrong("(racine)", "doit être une liste de chaînes, une par jeton");
        return Vocabulary(file, [.. json.Root.EnumerateArray().Select((p, id) => id < endOfText ? p.GetString()! : "")]);
    }

    /// <exception cref="ModelException">A piece is not byte-level text.</exception>
    public static SpeechVocabulary Vocabulary(string file, IReadOnlyList<string> pieces)
    {
        try
        {
            return new(pieces);
        }
        catch (InvalidDataException e)
        {
            throw new ModelException($"{file} : ce n'est pas un vocabulaire de Whisper ({e.Message}). Recopier le modèle.", e);
        }
    }
}
