using System.IO.Compression;

namespace Triage.TrialLog.Exports.Packages;

/// <summary>The finished folder as one zip: entries in the order of their paths, all dated alike, streamed from disk to disk.</summary>
internal static class PackageZip
{
    // What a zip can date (MS-DOS time).
    private static readonly DateTimeOffset s_first = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes beside the target and gives the name in one step.</summary>
    public static async Task WriteAsync(ExportFolder folder, DateTimeOffset date, CancellationToken ct)
    {
        var passing = ExportFolder.PassingName(folder.Target);
        try
        {
            var stream = new FileStream(passing, OwnersOnly());
            await using (stream)
            {
                await using (var zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, ct))
                    foreach (var file in folder.Files)
                        await AddAsync(zip, folder, file.Path, date, ct);
                stream.Flush(flushToDisk: true);
            }
            ExportFolder.Refuse(folder.Target);
            File.Move(passing, folder.Target, overwrite: false);
        }
        catch
        {
            File.Delete(passing);
            throw;
        }
    }

    private static FileStreamOptions OwnersOnly()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static async Task AddAsync(ZipArchive zip, ExportFolder folder, string path, DateTimeOffset date, CancellationToken ct)
    {
        // Parquet is compressed already.
        var entry = zip.CreateEntry(path, path.EndsWith(".parquet", StringComparison.Ordinal) ? CompressionLevel.NoCompression : CompressionLevel.Optimal);
        entry.LastWriteTime = date < s_first ? s_first : date;
        await using var source = File.OpenRead(Path.Combine(folder.Staging, path.Replace('/', Path.DirectorySeparatorChar)));
        await using var target = await entry.OpenAsync(ct);
        await source.CopyToAsync(target, ct);
    }
}
