using BenchmarkDotNet.Attributes;
using Google.Protobuf;
using Triage.Core.Calls;
using Triage.Core.Speech;
using Triage.Server.Grpc;

namespace Triage.Benchmarks;

/// <summary>One event to its message and the message to its bytes.</summary>
[MemoryDiagnoser]
public class ProtocolBenchmarks
{
    private readonly PartialTranscript _partial = new(CallChannel.Caller, 3, 1.5, 4.2, "il a mal au", "il a mal au bras gauche depuis", 120) { Sequence = 12 };
    private readonly FinalTranscript _final = new(CallChannel.Caller, 3, 1.5, 4.2, "il a mal au bras gauche depuis vingt minutes",
        [.. "il a mal au bras gauche depuis vingt minutes".Split(' ').Select((w, i) => new RecognizedWord(w, i, i + 0.5, 0.9))], false, new FinalLatency(500, 10, 80))
    { Sequence = 13 };
    private readonly byte[] _bytes = new byte[4096];

    [Benchmark]
    public long Map_Partial() => EventMapping.Event(_partial).Sequence;

    [Benchmark]
    public long Map_FinalOf9Words() => EventMapping.Event(_final).Sequence;

    [Benchmark]
    public int MapAndWrite_Partial()
    {
        var message = EventMapping.Event(_partial);
        var size = message.CalculateSize();
        message.WriteTo(_bytes.AsSpan(0, size));
        return size;
    }
}
