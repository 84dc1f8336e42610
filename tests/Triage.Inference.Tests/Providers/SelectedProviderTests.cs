using Microsoft.ML.OnnxRuntime;
using Triage.Inference.Providers;

namespace Triage.Inference.Tests.Providers;

/// <summary>The real runtime of the processor's package: what it says when a GPU is asked of it.</summary>
public sealed class SelectedProviderTests
{
    private static readonly SelectedProvider Cuda = new() { Kind = ExecutionProvider.Cuda };

    [Fact]
    public void Settings_OfCuda_HoldDeviceArenaAndTheSearchThatWorksWithCudnn9() => Assert.Equal(
        new Dictionary<string, string> { ["device_id"] = "2", ["arena_extend_strategy"] = "kSameAsRequested", ["cudnn_conv_algo_search"] = "HEURISTIC" },
        ProviderSettings.Cuda(2));

    [Fact]
    public void Settings_OfTensorRt_HoldFloat16AndTheEngineCache()
    {
        var settings = ProviderSettings.TensorRt(1, "/engines");

        Assert.Equal(("1", "1", "1", "/engines"), (settings["device_id"], settings["trt_fp16_enable"], settings["trt_engine_cache_enable"], settings["trt_engine_cache_path"]));
        Assert.DoesNotContain("trt_engine_cache_enable", ProviderSettings.TensorRt(1, null).Keys);
    }

    [Theory]
    [InlineData("CudaPluginExecutionProvider", "cudnn_conv_algo_search=HEURISTIC arena.extend_strategy=1")]
    [InlineData("CUDAExecutionProvider", "cudnn_conv_algo_search=HEURISTIC arena.extend_strategy=1")]
    [InlineData("NvTensorRTRTXExecutionProvider", "nv_runtime_cache_path=/engines")]
    [InlineData("TensorrtExecutionProvider", "trt_fp16_enable=1 trt_timing_cache_enable=1 trt_engine_cache_enable=1 trt_timing_cache_path=/engines trt_engine_cache_path=/engines")]
    public void Settings_OfAPlugin_NameNoDevice(string provider, string expected) =>
        Assert.Equal(expected, string.Join(' ', ProviderSettings.Plugin(provider, "/engines").Select(s => $"{s.Key}={s.Value}")));

    [Fact]
    public void FindDevice_ByTheLibrarysIndex_WhateverTheOrder()
    {
        PluginDevice[] offered = [PluginDevice.Of("CPUExecutionProvider", null), PluginDevice.Of("CudaPluginExecutionProvider", "1"), PluginDevice.Of("CudaPluginExecutionProvider", "0")];

        Assert.Equal((2, 1), (PluginDevices.Find(offered, ExecutionProvider.Cuda, 0), PluginDevices.Find(offered, ExecutionProvider.Cuda, 1)));
        Assert.Contains("compute.device vaut 2", Assert.Throws<ProviderException>(() => PluginDevices.Find(offered, ExecutionProvider.Cuda, 2)).Message, StringComparison.Ordinal);
        Assert.Contains("offerts : CPUExecutionProvider, CudaPluginExecutionProvider", Assert.Throws<ProviderException>(() => PluginDevices.Find(offered, ExecutionProvider.TensorRt, 0)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FindDevice_WithoutIndices_ByOrder()
    {
        PluginDevice[] offered = [PluginDevice.Of("CPUExecutionProvider", null), PluginDevice.Of("NvTensorRTRTXExecutionProvider", null), PluginDevice.Of("NvTensorRTRTXExecutionProvider", "x")];

        Assert.Equal(2, PluginDevices.Find(offered, ExecutionProvider.TensorRt, 1));
        Assert.Throws<ProviderException>(() => PluginDevices.Find(offered, ExecutionProvider.TensorRt, 2));
    }

    [Theory]
    [InlineData(ExecutionProvider.Cuda)]
    [InlineData(ExecutionProvider.TensorRt)]
    public void Attach_BuiltInOnTheProcessorsPackage_NamesTheRemedy(ExecutionProvider kind)
    {
        using var options = new SessionOptions();

        var failure = Assert.Throws<ProviderException>(() => new SelectedProvider { Kind = kind }.Attach(options));

        Assert.StartsWith("ce programme est construit avec ONNX Runtime pour processeur seul", failure.Message, StringComparison.Ordinal);
        Assert.Contains("compute.provider_library", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Attach_EntryPointThatThePackageLacks_IsNamedTheSameWay()
    {
        using var options = new SessionOptions();

        // The older call: its native entry does not exist in the processor's package.
        var failure = Assert.Throws<ProviderException>(() => Cuda.Named(() => options.AppendExecutionProvider_CUDA(0)));

        Assert.IsType<EntryPointNotFoundException>(failure.InnerException);
        Assert.StartsWith("ce programme est construit avec ONNX Runtime pour processeur seul", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Attach_LibraryThatIsNotThere_NamesTheFile()
    {
        using var options = new SessionOptions();
        var missing = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        var failure = Assert.Throws<ProviderException>(() => (Cuda with { Library = missing }).Attach(options));

        Assert.Equal($"compute.provider_library ({missing}) : fichier absent. Corriger le chemin, ou copier la bibliothèque à cet endroit.", failure.Message);
    }

    [Fact]
    public void Attach_FileThatIsNoProvider_NamesItAndSaysWhyEachTime()
    {
        var text = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(text, "not a library");
        // A real library of this system, without the entry of a provider.
        var runtime = Directory.EnumerateFiles(AppContext.BaseDirectory, "*onnxruntime.*", SearchOption.AllDirectories)
            .First(f => !Path.GetFileName(f).StartsWith("Microsoft", StringComparison.Ordinal) && f.Contains(OperatingSystem.IsWindows() ? "win-x64" : "linux-x64", StringComparison.Ordinal));
        using var options = new SessionOptions();

        foreach (var file in (string[])[text, text, runtime])
        {
            var failure = Assert.Throws<ProviderException>(() => (Cuda with { Library = file }).Attach(options));
            Assert.StartsWith($"compute.provider_library ({file}) : refusée par ONNX Runtime (", failure.Message, StringComparison.Ordinal);
            Assert.IsType<OnnxRuntimeException>(failure.InnerException);
        }
        File.Delete(text);
    }

    [Fact]
    public void SessionOptions_OfTheProcessor_NeedNothing()
    {
        using var options = new ComputeOptions(3).CreateSessionOptions();

        Assert.Equal((3, 1), (options.IntraOpNumThreads, options.InterOpNumThreads));
    }

    [Fact]
    public void SessionOptions_OfAGpuThatCannotBeHad_Throw() =>
        Assert.Throws<ProviderException>(() => new ComputeOptions { Provider = Cuda }.CreateSessionOptions());

    [Fact]
    public void Probe_OnTheProcessor_Computes() => DeviceProbe.Run(SelectedProvider.Cpu);

    [Fact]
    public void Probe_OnAGpuThatCannotBeHad_SaysWhy() =>
        Assert.Contains("processeur seul", Assert.Throws<ProviderException>(() => DeviceProbe.Run(Cuda)).Message, StringComparison.Ordinal);

    [Fact]
    public void ProbeGraph_WithoutAProviderOfItsOwn_IsRefused()
    {
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        options.AddSessionConfigEntry(DeviceProbe.NoFallback, "1");

        // What makes the probe prove something: the processor does not step in.
        Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(ProbeGraph.Bytes(), options));
    }

    [Fact]
    public void ProbeExpectation_OfUnits_IsTheShiftedRow()
    {
        float[] x = [.. Enumerable.Range(0, 8).Select(i => (float)i), .. new float[8]];
        var w = new float[18];
        w[0] = 1; // output 0 takes the sample before
        var m = new float[32];
        m[4 * 3] = 1; // column 0 picks time 3

        Assert.Equal(2, DeviceProbe.Expected(x, w, m)[0]);
    }

    [Fact]
    public void Trials_OfMachine_KnowTheRuntime()
    {
        var trials = ProviderTrials.OfMachine();

        Assert.True(trials.Runtime >= new Version(1, 31));
        Assert.Contains("CPUExecutionProvider", trials.BuiltIn);
    }
}
