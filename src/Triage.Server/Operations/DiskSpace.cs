namespace Triage.Server.Operations;

/// <summary>Room on the disk of a folder, bytes.</summary>
public sealed record DiskSpace(string Folder, long Free, long Total)
{
    /// <returns>Null when the system does not tell.</returns>
    public static DiskSpace? Of(string folder)
    {
        try
        {
            // A folder that is not made yet lies where its nearest parent does.
            var existing = Path.GetFullPath(folder);
            while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
                existing = parent;
            var drive = new DriveInfo(existing);
            return new(folder, drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
