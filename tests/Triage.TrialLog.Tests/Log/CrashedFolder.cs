using Microsoft.Data.Sqlite;
using Triage.TrialLog.Log;

namespace Triage.TrialLog.Tests.Log;

/// <summary>The files of a log at one moment.</summary>
internal sealed record Snapshot(string Path, IReadOnlyList<string> Hashes)
{
    public static Snapshot Of(string folder)
    {
        var copy = Directory.CreateTempSubdirectory("triage-snapshot-").FullName;
        CrashedFolder.Copy(folder, copy);
        using var crashed = new CrashedFolder(new Snapshot(copy, []));
        return new(copy, crashed.Events().Hashes);
    }
}

/// <summary>A copy of a snapshot to damage; gone after the test.</summary>
internal sealed class CrashedFolder : IDisposable
{
    public CrashedFolder(Snapshot snapshot)
    {
        Folder = new(Directory.CreateDirectory(Path.Combine(s_root, "triage-crashed-" + Guid.NewGuid().ToString("N"))).FullName);
        Copy(snapshot.Path, Folder.Path);
    }

    // In memory where that is: hundreds of logs are opened, each of which waits for its disk several times.
    private static readonly string s_root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();

    public EvidenceFolder Folder { get; }

    /// <summary>Cuts a file at a random byte, or leaves none of it.</summary>
    public void Cut(string name, Random random)
    {
        var path = Path.Combine(Folder.Path, name);
        if (!File.Exists(path))
            return;
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.SetLength(random.NextInt64(file.Length + 1));
    }

    /// <summary>What a plain SQLite reader finds.</summary>
    public (long Last, IReadOnlyList<string> Hashes) Events()
    {
        // A reader of its own copy: opening would already mend the files that the log is to mend.
        var copy = Directory.CreateTempSubdirectory("triage-look-").FullName;
        try
        {
            Copy(Folder.Path, copy);
            using var connection = new SqliteConnection($"Data Source={Path.Combine(copy, "events.db")};Pooling=False");
            connection.Open();
            if (EventSchema.Scalar(connection, "SELECT count(*) FROM sqlite_schema WHERE name='events'") == 0)
                return (0, []);
            using var rows = new SqlStatement(connection, "SELECT hash, sequence FROM events ORDER BY sequence");
            var (hashes, last) = (new List<string>(), 0L);
            while (rows.Step())
            {
                hashes.Add(Convert.ToHexStringLower(rows.Bytes(0)));
                last = rows.Integer(1);
            }
            return (last, hashes);
        }
        finally
        {
            Directory.Delete(copy, recursive: true);
        }
    }

    public void Dispose() => Directory.Delete(Folder.Path, recursive: true);

    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(from, file);
            // The index of the write-ahead file is memory, and the lock is a process: neither outlives a crash.
            if (name.EndsWith("-shm", StringComparison.Ordinal) || name == "writer.lock")
                continue;
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(to, name))!);
            using var source = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using var target = new FileStream(Path.Combine(to, name), options);
            source.CopyTo(target);
        }
    }
}
