using System.Security.Cryptography;
using Triage.TrialLog.Exports;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Tests.Exports;

public sealed class ExportRunTests
{
    public static TheoryData<ExportFormat> Formats => [.. Enum.GetValues<ExportFormat>()];

    /// <summary>Package and Parquet are binary: their content is compared with the CSV tables elsewhere.</summary>
    public static TheoryData<ExportFormat> TextFormats => [ExportFormat.Csv, ExportFormat.Fhir, ExportFormat.Omop, ExportFormat.RsEda];

    [Theory]
    [MemberData(nameof(TextFormats))]
    public async Task Export_SmallDossiers_AreTheGoldenFiles(ExportFormat format)
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(format, folder["out"]);
        GoldenFolder.Same(format.ToString(), folder["out"]);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Export_EqualInput_EqualBytes(ExportFormat format)
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(format, folder["one"]);
        await WriteAsync(format, folder["two"]);
        Assert.Equal(Hashes(folder["one"]), Hashes(folder["two"]));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Export_Empty_IsWholeAllTheSame(ExportFormat format)
    {
        using var folder = new TemporaryFolder();
        var result = await new ExportRun(TestDossiers.Options).WriteAsync(TestDossiers.Of([]), format, folder["out"], ct: TestContext.Current.CancellationToken);
        Assert.Equal((0L, 0L), (result.Calls, result.Outages));
        Assert.True(File.Exists(folder["out"]) || File.Exists(folder["out", "README.md"]));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Export_Checksums_HoldForEveryFile(ExportFormat format)
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(format, folder["out"]);
        var root = format == ExportFormat.Package ? Unzip(folder) : folder["out"];
        var lines = await File.ReadAllLinesAsync(Path.Combine(root, "SHA256SUMS"), TestContext.Current.CancellationToken);
        Assert.Equal(Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Count() - 1, lines.Length);
        Assert.All(lines, line => Assert.Equal(line[..64], Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(root, line[66..]))))));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Export_TargetTaken_IsRefusedAndLeftAlone(ExportFormat format)
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder["out"], "mine", TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<ExportException>(() => WriteAsync(format, folder["out"]));
        Assert.Equal("mine", await File.ReadAllTextAsync(folder["out"], TestContext.Current.CancellationToken));
        Assert.Single(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Export_Cancelled_LeavesNothing(ExportFormat format)
    {
        using var folder = new TemporaryFolder();
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new ExportRun(TestDossiers.Options).WriteAsync(
            new(TestDossiers.Generate(1000), TestDossiers.Of([]).Outages), format, folder["out"],
            progress: calls =>
            {
                if (calls == 500)
                    stop.Cancel();
            }, ct: stop.Token));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Export_DiskFull_LeavesNothingAndNamesIt(ExportFormat format)
    {
        using var folder = new TemporaryFolder();
        var run = new ExportRun(TestDossiers.Options, path => new FullDisk(File.Create(path), 4096));
        var failure = await Assert.ThrowsAsync<IOException>(() => run.WriteAsync(
            new(TestDossiers.Generate(3000), TestDossiers.Of([]).Outages), format, folder["out"], ct: TestContext.Current.CancellationToken));
        Assert.Equal("No space left on device", failure.Message);
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Export_ReaderFails_LeavesNothing(ExportFormat format)
    {
        using var folder = new TemporaryFolder();
        await Assert.ThrowsAsync<InvalidDataException>(() => new ExportRun(TestDossiers.Options).WriteAsync(
            new(Breaking(), TestDossiers.Of([]).Outages), format, folder["out"], ct: TestContext.Current.CancellationToken));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Export_WithoutQuotes_HoldsNoWordOfACall(ExportFormat format)
    {
        using var folder = new TemporaryFolder();
        var quoted = TestDossiers.Full(0) with
        {
            Suggestions = [TestDossiers.Full(0).Suggestions[1] with { Findings = [new("malaise", 0, 0.5, 1, 2, "canari jaune")] }],
        };
        await new ExportRun(TestDossiers.Options).WriteAsync(TestDossiers.Of([quoted]), format, folder["out"], ct: TestContext.Current.CancellationToken);
        if (format == ExportFormat.Package)
            Unzip(folder);
        Assert.All(Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories), f => Assert.DoesNotContain("canari", File.ReadAllText(f), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(ExportFormat.Csv, "csv/findings.csv")]
    [InlineData(ExportFormat.Fhir, "Observation.ndjson")]
    [InlineData(ExportFormat.Omop, "note.csv")]
    public async Task Export_WithQuotes_HoldsThem(ExportFormat format, string file)
    {
        using var folder = new TemporaryFolder();
        await new ExportRun(TestDossiers.Options with { Quotes = true }).WriteAsync(
            TestDossiers.Of([TestDossiers.Full(0)]), format, folder["out"], ct: TestContext.Current.CancellationToken);
        Assert.Contains("mal dans la poitrine", await File.ReadAllTextAsync(folder["out", file], TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static Task<ExportResult> WriteAsync(ExportFormat format, string target) =>
        new ExportRun(TestDossiers.Options).WriteAsync(TestDossiers.Small, format, target, ct: TestContext.Current.CancellationToken);

    private static string Unzip(TemporaryFolder folder)
    {
        System.IO.Compression.ZipFile.ExtractToDirectory(folder["out"], folder["unzipped"]);
        return folder["unzipped"];
    }

    private static List<(string, string)> Hashes(string path) => File.Exists(path)
        ? [("", Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))))]
        : [.. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
            .Select(f => (Path.GetRelativePath(path, f), Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(f)))))];

    private static async IAsyncEnumerable<CallDossier> Breaking()
    {
        yield return TestDossiers.Full(0);
        await Task.Yield();
        throw new InvalidDataException("event 17 does not fit its type");
    }

    /// <summary>A file on a disk with room for so many bytes.</summary>
    private sealed class FullDisk(FileStream inner, long room) : Stream
    {
        private long _left = room;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => throw new NotSupportedException(); }

        public override void Flush() => inner.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            _left -= count;
            if (_left < 0)
                throw new IOException("No space left on device");
            inner.Write(buffer, offset, count);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
