namespace Triage.Inference.Providers;

/// <summary>What a GPU and its driver must be for the CUDA of a runtime's release. Pure.</summary>
internal static class DeviceRequirements
{
    /// <summary>CUDA major of a runtime release's GPU libraries: 12 from 1.19, 13 from 1.27 (INTEGRATION 4).</summary>
    public static int CudaMajor(Version runtime) => runtime >= new Version(1, 27) ? 13 : 12;

    /// <summary>Oldest driver branch for a CUDA major (INTEGRATION 4).</summary>
    public static int MinimalDriver(int cudaMajor) => cudaMajor >= 13 ? 580 : 525;

    /// <summary>Oldest architecture: CUDA 13 builds for Turing (7.5) and later; CUDA 12 for Maxwell (5.0) and later. From NVIDIA's release notes, not tried.</summary>
    public static Version MinimalCapability(int cudaMajor) => cudaMajor >= 13 ? new(7, 5) : new(5, 0);

    /// <returns>Why this device will not do, in French; null when it may be tried.</returns>
    public static string? Check(GpuDevice device, Version runtime)
    {
        var cuda = CudaMajor(runtime);
        if (device.DriverVersion.Major < MinimalDriver(cuda))
            return $"{device.Name} : pilote {device.DriverVersion}, il faut au moins {MinimalDriver(cuda)} pour CUDA {cuda} (ONNX Runtime {runtime}). Mettre à jour le pilote NVIDIA.";
        if (device.ComputeCapability < MinimalCapability(cuda))
            return $"{device.Name} : architecture {device.ComputeCapability}, il faut au moins {MinimalCapability(cuda)} pour CUDA {cuda}. Cette carte est trop ancienne.";
        return null;
    }
}
