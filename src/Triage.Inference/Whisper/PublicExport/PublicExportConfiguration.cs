using System.Text.Json;
using Triage.Core.Speech;
using Triage.Inference.Models;

namespace Triage.Inference.Whisper.PublicExport;

/// <summary>
/// Facts and vocabulary of a public export, from <c>config.json</c>, <c>generation_config.json</c> and <c>vocab.json</c>, with the
/// added tokens of <c>added_tokens.json</c> or <c>tokenizer.json</c>; <c>windows.json</c>, written on import, says which windows hold.
/// </summary>
internal static class PublicExportConfiguration
{
    public const string WindowsFile = "windows.json";
    public const string WindowsField = "windows_s";

    /// <summary>Mel frames of a 30 s window.</summary>
    public const int FullFrames = 3000;

    /// <summary>Windows tried when the encoder takes any length: the original models miss the end of text below 8 s.</summary>
    public static IReadOnlyList<int> ShortWindowsS { get; } = [8, 10, 12, 16, 20, 30];

    /// <exception cref="ModelException">A file or a field is missing or wrong; named.</exception>
    public static (WhisperModelInfo Info, SpeechVocabulary Vocabulary) Read(string folder, IReadOnlySet<string> files, string encoderPath)
    {
        using var config = ModelJson.Open(Path.Combine(folder, "config.json"));
        using var generation = ModelJson.Open(Path.Combine(folder, "generation_config.json"));
        var languages = generation.TokenIds(generation.Object("lang_to_id"));
        var tasks = generation.TokenIds(generation.Object("task_to_id"));
        var noTimestamps = generation.Int("no_timestamps_token_id");
        var heads = config.Int("decoder_attention_heads");
        if (heads < 1 || config.Int("d_model") % heads != 0)
            throw config.Wrong("d_model", $"n'est pas un multiple de decoder_attention_heads ({heads})");
        var info = new WhisperModelInfo
        {
            MelBins = config.TryInt("num_mel_bins") ?? 80,
            DecoderLayers = config.Int("decoder_layers"),
            Heads = heads,
            HeadSize = config.Int("d_model") / heads,
            Vocabulary = config.Int("vocab_size"),
            MaxTokens = config.TryInt("max_target_positions") ?? 448,
            StartOfTranscript = generation.TryInt("decoder_start_token_id") ?? config.Int("decoder_start_token_id"),
            French = languages.TryGetValue("<|fr|>", out var french) ? french : throw generation.Wrong("lang_to_id", "ne contient pas « <|fr|> » : modèle sans le français"),
            LanguageFirst = languages.Values.Min(),
            LanguageLast = languages.Values.Max(),
            Transcribe = tasks.TryGetValue("transcribe", out var transcribe) ? transcribe : throw generation.Wrong("task_to_id", "ne contient pas « transcribe »"),
            NoTimestamps = noTimestamps,
            // Fixed order of Whisper's special tokens: no speech, no timestamps, 0.00 s.
            NoSpeech = noTimestamps - 1,
            FirstTimestamp = noTimestamps + 1,
            EndOfText = FirstOf(generation, "eos_token_id") ?? FirstOf(config, "eos_token_id") ?? throw config.Wrong("eos_token_id", "absent"),
            Suppress = Tokens(generation, config, "suppress_tokens"),
            SuppressAtBegin = Tokens(generation, config, "begin_suppress_tokens"),
            WindowsS = Windows(folder, files, encoderPath),
        };
        SpeechModelReader.CheckTokens(generation, info);
        return (info, ReadVocabulary(folder, files, info));
    }

    private static IReadOnlyList<int> Windows(string folder, IReadOnlySet<string> files, string encoderPath)
    {
        if (files.Contains(WindowsFile))
        {
            using var json = ModelJson.Open(Path.Combine(folder, WindowsFile));
            return SpeechModelReader.WindowsOf(json, WindowsField);
        }
        var shape = OnnxInputShape.Read(encoderPath, "input_features")
            ?? throw new ModelException($"{encoderPath} : pas d'entrée « input_features ». Ce n'est pas l'encodeur d'un export public de Whisper.");
        return shape is [_, _, not null] ? [30] : ShortWindowsS;
    }

    // eos_token_id is a number in most exports and a list in some.
    private static int? FirstOf(ModelJson json, string field) => json.TryInt(field) ?? (json.TryInts(field) is [var first, ..] ? first : null);

    // Some exports write -1 for "none".
    private static int[] Tokens(ModelJson generation, ModelJson config, string field) =>
        [.. (generation.TryInts(field) ?? config.TryInts(field) ?? []).Where(id => id >= 0)];

    private static SpeechVocabulary ReadVocabulary(string folder, IReadOnlySet<string> files, WhisperModelInfo info)
    {
        var path = Path.Combine(folder, "vocab.json");
        using var vocab = ModelJson.Open(path);
        var special = AddedTokens(folder, files);
        var pieces = new string?[info.Vocabulary];
        foreach (var (piece, id) in vocab.TokenIds(vocab.Root))
        {
            if (id < 0 || id >= pieces.Length)
                throw vocab.Wrong(piece, $"vaut {id}, hors du vocabulaire de {info.Vocabulary} jetons");
            pieces[id] = id >= info.EndOfText || special.Contains(id) ? "" : piece;
        }
        // The multilingual vocabulary leaves the id before the end of text unused.
        for (var id = 0; id < info.EndOfText - 1; id++)
            if (pieces[id] is null && !special.Contains(id))
                throw vocab.Wrong($"{id}", "n'a pas de texte");
        return SpeechModelReader.Vocabulary(path, [.. pieces.Select(p => p ?? "")]);
    }

    private static HashSet<int> AddedTokens(string folder, IReadOnlySet<string> files)
    {
        if (files.Contains("added_tokens.json"))
        {
            using var json = ModelJson.Open(Path.Combine(folder, "added_tokens.json"));
            return [.. json.TokenIds(json.Root).Values];
        }
        if (!files.Contains("tokenizer.json"))
            return [];
        using var tokenizer = ModelJson.Open(Path.Combine(folder, "tokenizer.json"));
        if (!tokenizer.Root.TryGetProperty("added_tokens", out var added) || added.ValueKind != JsonValueKind.Array)
            throw tokenizer.Wrong("added_tokens", "absent ou pas une liste");
        return [.. added.EnumerateArray().Select(t => t.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.Number && id.TryGetInt32(out var number) ? number : throw tokenizer.Wrong("added_tokens", "contient un jeton sans « id »"))];
    }
}
