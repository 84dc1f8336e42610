using System.Security.Cryptography;
using System.Text.Json;
using Triage.Core.Assessment;
using Triage.Inference.TextEncoder;

namespace Triage.Inference.Triage;

/// <summary>
/// The triage model as served: the frozen encoder and the trained heads. One instance serves all calls; sessions are shared and
/// only read. A turn costs one encoder call and two calls of the heads.
/// </summary>
public sealed class OnnxTriageModel : ITriageModel, IDisposable
{
    public const string GraphFile = "triage-heads.onnx";
    public const string CardFile = "model.json";

    private readonly SentenceEncoder _encoder;
    private readonly bool _ownsEncoder;
    private readonly TriageHeads _heads;
    private readonly TurnReader _reader;
    private readonly SuggestionPolicy _policy;

    /// <param name="encoder">Stays the caller's unless <paramref name="ownsEncoder"/>.</param>
    /// <exception cref="InvalidDataException">The graph is not the card's, or the model belongs to another version.</exception>
    public OnnxTriageModel(SentenceEncoder encoder, byte[] graph, TriageModelCard card, ComputeOptions? compute = null, bool ownsEncoder = false)
    {
        card.Check();
        var graphHash = Convert.ToHexStringLower(SHA256.HashData(graph));
        if (graphHash != card.GraphSha256)
            throw new InvalidDataException($"triage model: the graph is {graphHash}, model.json names {card.GraphSha256}");
        (_encoder, _ownsEncoder, Card) = (encoder, ownsEncoder, card);
        Hash = Convert.ToHexStringLower(SHA256.HashData(TriageModelFiles.Serialise(card)))[..16];
        _heads = new TriageHeads(graph, card.Temperatures, compute);
        _reader = new TurnReader(encoder, _heads, card.Temperatures.Finding);
        _policy = new SuggestionPolicy(_heads, card.Limits, Hash);
    }

    /// <summary>Loads the model's folder and the encoder's.</summary>
    /// <exception cref="InvalidDataException">The files do not fit together or belong to another version.</exception>
    public static OnnxTriageModel Load(string modelFolder, string encoderFolder, ComputeOptions? compute = null)
    {
        var card = TriageModelFiles.ReadCard(Path.Combine(modelFolder, CardFile));
        var graph = File.ReadAllBytes(Path.Combine(modelFolder, GraphFile));
        return new OnnxTriageModel(SentenceEncoder.Load(encoderFolder, compute?.IntraOpThreads ?? 1), graph, card, compute, ownsEncoder: true);
    }

    public TriageModelCard Card { get; }

    /// <summary>First 16 hexadecimal digits of the SHA-256 of model.json, which holds the graph's own hash.</summary>
    public string Hash { get; }

    public ICallAssessor Open() => OpenCall();

    /// <summary>As <see cref="Open"/>, with the state of the call in view.</summary>
    public CallAssessment OpenCall() => new(_reader, _policy, Card.Limits.Mention);

    public void Dispose()
    {
        _heads.Dispose();
        if (_ownsEncoder)
            _encoder.Dispose();
    }
}

/// <summary>model.json on disk.</summary>
public static class TriageModelFiles
{
    private static readonly JsonSerializerOptions Options = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n" };

    /// <exception cref="InvalidDataException">Not a card.</exception>
    public static TriageModelCard ReadCard(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<TriageModelCard>(File.ReadAllBytes(path), Options) ?? throw new InvalidDataException($"{path}: empty");
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{path}: {e.Message}", e);
        }
    }

    public static byte[] Serialise(TriageModelCard card) => [.. JsonSerializer.SerializeToUtf8Bytes(card, Options), (byte)'\n'];

    /// <summary>Writes both files of a model, creating the folder.</summary>
    public static void Write(string folder, byte[] graph, TriageModelCard card)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllBytes(Path.Combine(folder, OnnxTriageModel.GraphFile), graph);
        File.WriteAllBytes(Path.Combine(folder, OnnxTriageModel.CardFile), Serialise(card));
    }
}
