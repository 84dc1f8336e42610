using System.Diagnostics;
using System.Text.Json;

namespace Triage.Architecture.Tests;

/// <summary>A site that can restore the runtime's GPU package swaps it in by one property; nothing is restored here.</summary>
public sealed class RuntimePackageTests
{
    [Theory(Timeout = 120_000)]
    [InlineData(null, "Microsoft.ML.OnnxRuntime")]
    [InlineData("Microsoft.ML.OnnxRuntime.Gpu", "Microsoft.ML.OnnxRuntime.Gpu")]
    public async Task OnnxRuntimePackage_Swapped_IsTheOneReferenceWithACentralVersion(string? property, string expected)
    {
        using var evaluated = await EvaluateAsync(property, TestContext.Current.CancellationToken);
        var items = evaluated.RootElement.GetProperty("Items");

        Assert.Equal([expected], Named(items, "PackageReference"));
        Assert.Equal([expected], Named(items, "PackageVersion"));
    }

    private static IEnumerable<string> Named(JsonElement items, string kind) =>
        items.GetProperty(kind).EnumerateArray().Select(i => i.GetProperty("Identity").GetString()!).Where(i => i.Contains("OnnxRuntime", StringComparison.Ordinal));

    private static async Task<JsonDocument> EvaluateAsync(string? property, CancellationToken ct)
    {
        var start = new ProcessStartInfo("dotnet", ["msbuild", "src/Triage.Inference/Triage.Inference.csproj", "-nologo", "-getItem:PackageReference,PackageVersion"])
        {
            WorkingDirectory = Triage.Tests.TestPaths.Root, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false,
        };
        if (property is not null)
            start.ArgumentList.Add($"-p:TriageOnnxRuntimePackage={property}");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(ct);
        var output = await process.StandardOutput.ReadToEndAsync(ct);
        await process.WaitForExitAsync(ct);
        Assert.True(process.ExitCode == 0, output + await errors);
        return JsonDocument.Parse(output);
    }
}
