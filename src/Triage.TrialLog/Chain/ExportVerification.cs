using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace Triage.TrialLog.Chain;

/// <summary>Verifies the lines of an export one after another in constant memory, from their bytes alone.</summary>
internal static class ExportVerification
{
    private const int MaxLineBytes = 1 << 22;

    public static async Task<VerificationReport> RunAsync(Stream events, HeadCheck heads, CancellationToken ct)
    {
        var reader = PipeReader.Create(events, new StreamPipeReaderOptions(bufferSize: 1 << 16));
        var walk = new LineWalk(heads);
        while (true)
        {
            var read = await reader.ReadAsync(ct).ConfigureAwait(false);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                walk.Take(buffer.Slice(0, end));
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }
            if (read.IsCompleted || buffer.Length > MaxLineBytes)
            {
                if (buffer.Length > 0)
                    walk.Break(walk.Last + 1, "dernière ligne incomplète");
                break;
            }
            reader.AdvanceTo(buffer.Start, buffer.End);
        }
        await reader.CompleteAsync().ConfigureAwait(false);
        return heads.Judge(walk.Events, walk.Last, walk.Broken, []);
    }

    private sealed class LineWalk(HeadCheck heads)
    {
        private readonly IReadOnlySet<long> _wanted = heads.Wanted;
        private readonly ArrayBufferWriter<byte> _line = new(4096), _hashed = new(4096);
        private readonly byte[] _previous = ChainHash.Start(), _stored = new byte[ChainHash.Bytes], _computed = new byte[ChainHash.Bytes];

        public long Events { get; private set; }

        public long Last { get; private set; }

        public BrokenEvent? Broken { get; private set; }

        public void Break(long sequence, string what) => Broken ??= new(sequence, what);

        public void Take(ReadOnlySequence<byte> bytes)
        {
            _line.ResetWrittenCount();
            foreach (var part in bytes)
                _line.Write(part.Span);
            var line = _line.WrittenSpan;
            var expected = Last + 1;
            if (!Split(line, out var canonicalEvent))
            {
                Break(expected, "ligne qui n'est pas un événement");
                Last = expected;
                return;
            }
            Events++;
            ChainHash.Compute(_previous, _hashed, canonicalEvent, _computed);
            var facts = Facts(canonicalEvent);
            if (facts is null)
                Break(expected, "événement illisible");
            else if (facts.Value.Sequence != expected)
                Break(expected, $"numéro {facts.Value.Sequence} au lieu de {expected} : événement supprimé, ajouté ou déplacé");
            if (!_stored.AsSpan().SequenceEqual(_computed))
                Break(expected, "le contenu ne correspond pas à son empreinte");
            Last = facts?.Sequence ?? expected;
            if (facts is { Payload: { } payload } f && HeadCheck.Concerns(Encoding.UTF8.GetBytes(f.Type)))
                heads.Look(DatabaseVerification.DecodeOrNull(f.Type, f.Version, payload, f.Sequence), f.Sequence, _previous);
            if (_wanted.Contains(Last))
                heads.Hash(Last, _stored);
            _stored.CopyTo(_previous, 0);
        }

        private bool Split(ReadOnlySpan<byte> line, out ReadOnlySpan<byte> canonicalEvent)
        {
            canonicalEvent = default;
            if (line.Length < ChainExport.PrefixBytes + 3 || !line.StartsWith("{\"chain\":\""u8) || !line.Slice(74, 10).SequenceEqual("\",\"event\":"u8) || line[^1] != '}')
                return false;
            for (var i = 10; i < 74; i++)
                if (line[i] is not ((>= (byte)'0' and <= (byte)'9') or (>= (byte)'a' and <= (byte)'f')))
                    return false; // capitals would read as the same hash
            Convert.FromHexString(line.Slice(10, 64), _stored, out _, out _);
            canonicalEvent = line[ChainExport.PrefixBytes..^1];
            return true;
        }

        /// <summary>What the event says of itself; the payload only where heads and keys are concerned. Null: it is no event.</summary>
        private static (long Sequence, string Type, int Version, byte[]? Payload)? Facts(ReadOnlySpan<byte> canonicalEvent)
        {
            try
            {
                var reader = new Utf8JsonReader(canonicalEvent);
                if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                    return null;
                var (sequence, type, version, payload) = (0L, "", 0, default(Range));
                while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
                {
                    var name = reader.GetString();
                    reader.Read();
                    if (name == "payload")
                    {
                        var start = (int)reader.TokenStartIndex;
                        reader.Skip();
                        payload = start..(int)reader.BytesConsumed;
                    }
                    else if (name == "sequence")
                        sequence = reader.GetInt64();
                    else if (name == "type")
                        type = reader.GetString() ?? "";
                    else if (name == "version")
                        version = reader.GetInt32();
                }
                return (sequence, type, version, HeadCheck.Concerns(Encoding.UTF8.GetBytes(type)) ? canonicalEvent[payload].ToArray() : null);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
            {
                return null;
            }
        }
    }
}
