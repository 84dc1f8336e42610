using BenchmarkDotNet.Attributes;
using Triage.Core.Speech;
using Triage.Inference.Models;
using Triage.Inference.Silero;
using Triage.Server.Hosting;

namespace Triage.Benchmarks;

/// <summary>The embedded Silero graph, one 32 ms frame of a telephone channel.</summary>
[MemoryDiagnoser]
public class VoiceActivityBenchmarks
{
    private readonly float[] _frame = new float[256];
    private SileroModel _model = null!;
    private ISpeechActivityModel _channel = null!;

    [GlobalSetup]
    public void Prepare()
    {
        _model = new SileroModel(ModelCatalog.Open(DeliveredFolders.Models ?? throw new DirectoryNotFoundException("no models above the program")).VoiceActivity());
        _channel = _model.OpenChannel();
        var random = new Random(2);
        for (var i = 0; i < _frame.Length; i++)
            _frame[i] = (float)(random.NextDouble() - 0.5) * 0.2f;
    }

    [Benchmark]
    public float Push_Frame() => _channel.Push(_frame);

    [GlobalCleanup]
    public void Release()
    {
        _channel.Dispose();
        _model.Dispose();
    }
}
