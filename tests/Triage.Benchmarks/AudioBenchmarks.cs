using BenchmarkDotNet.Attributes;
using Triage.Core.Audio;

namespace Triage.Benchmarks;

/// <summary>What each 32 ms of a channel pass before recognition: two G.711 laws, resampling, log-mel, the watch over the line.</summary>
[MemoryDiagnoser]
public class AudioBenchmarks
{
    private const int TelephoneFrame = 256, SpeechFrame = 512;
    private const int WindowFrames = 600, AudioSamples = 5 * 16_000;

    private readonly byte[] _coded = new byte[TelephoneFrame];
    private readonly float[] _telephone = new float[TelephoneFrame], _speech = new float[SpeechFrame];
    private readonly float[] _converted = new float[2 * SpeechFrame], _window = new float[80 * WindowFrames];
    private readonly PolyphaseResampler _resampler = new(8000, 16000);
    private readonly LogMelExtractor _pushed = new(80), _filled = new(80);
    private readonly SignalQuality _quality = new(8000);

    [GlobalSetup]
    public void Prepare()
    {
        var random = new Random(1);
        random.NextBytes(_coded);
        PcmDecoder.TryDecode(_coded, AudioEncoding.ALaw, _telephone, out _);
        for (var i = 0; i < SpeechFrame; i++)
            _speech[i] = (float)(random.NextDouble() - 0.5);
        while (_filled.SampleCount < AudioSamples)
            _filled.Push(_speech);
    }

    [Benchmark]
    public bool DecodeMuLaw_Frame() => PcmDecoder.TryDecode(_coded, AudioEncoding.MuLaw, _converted, out _);

    [Benchmark]
    public bool DecodeALaw_Frame() => PcmDecoder.TryDecode(_coded, AudioEncoding.ALaw, _converted, out _);

    [Benchmark]
    public int Resample8To16kHz_Frame() => _resampler.Process(_telephone, _converted);

    [Benchmark]
    public int LogMelPush_Frame()
    {
        if (_pushed.SampleCount > LogMelExtractor.MaxSamples - SpeechFrame)
            _pushed.Reset();
        _pushed.Push(_speech);
        return _pushed.SampleCount;
    }

    [Benchmark]
    public int LogMelWindow_6Seconds()
    {
        _filled.FillWindow(_window, WindowFrames, AudioSamples, out var audioFrames);
        return audioFrames;
    }

    [Benchmark]
    public long SignalQuality_Frame()
    {
        _quality.Push(_telephone);
        return _quality.Seconds;
    }
}
