using System.Buffers.Binary;
using Triage.Server.Benchmarks.Load;
using Triage.Server.Tests.Cli;

namespace Triage.Server.Tests.Benchmarks.Load;

public sealed class LoadPictureTests
{
    [Fact]
    public void Picture_OfAReport_IsAPngOfItsSize()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "load.png");

        LoadPicture.Write(SampleLoad.Report, path);

        var bytes = File.ReadAllBytes(path);
        Assert.Equal([0x89, .. "PNG\r\n"u8, 0x1a, (byte)'\n'], bytes[..8]);
        Assert.Equal((LoadPicture.WidthPixels, LoadPicture.HeightPixels),
            (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20))));
        // Two empty panels would compress to a few kilobytes.
        Assert.True(bytes.Length > 30_000, $"{bytes.Length} bytes");
    }

    [Fact]
    public void Picture_OfAReportWithoutPartialsOrBaseline_IsWrittenToo()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "load.png");
        var bare = SampleLoad.Level(4, 1, 200, 300);

        LoadPicture.Write(SampleLoad.Report with { Levels = [bare with { Clients = bare.Clients with { PartialLag = null } }], Baseline = [] }, path);

        Assert.True(new FileInfo(path).Length > 10_000);
    }
}
