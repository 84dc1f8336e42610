using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Triage.TrialLog.Exports;

/// <summary>A file of an export and the SHA-256 of its bytes.</summary>
/// <param name="Path">Relative to the export, with forward slashes.</param>
internal sealed record ExportedFile(string Path, long Bytes, string Sha256);

/// <summary>
/// Where an export grows: a folder of a passing name beside its place, readable by its owner only. It gets its real name in one
/// step when all is there; without <see cref="Publish"/> it disappears, whatever went wrong. Used by one thread.
/// </summary>
internal sealed class ExportFolder : IDisposable
{
    public const string Checksums = "SHA256SUMS";

    private readonly Func<string, Stream> _create;
    private readonly SortedDictionary<string, ExportedFile> _files = new(StringComparer.Ordinal);
    private readonly List<HashedFile> _open = [];
    private bool _published;

    /// <param name="target">Where the export will stand; nothing may stand there.</param>
    /// <param name="create">Creates a file; null: on the disk.</param>
    /// <exception cref="ExportException">The place is taken or its folder is missing.</exception>
    public ExportFolder(string target, Func<string, Stream>? create = null)
    {
        Target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        Refuse(Target);
        Staging = PassingName(Target);
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(Staging);
        else
            Directory.CreateDirectory(Staging, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        _create = create ?? (path => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, 1 << 16));
    }

    public string Target { get; }

    public string Staging { get; }

    /// <summary>Files that are closed, in the order of their paths.</summary>
    public IReadOnlyCollection<ExportedFile> Files => _files.Values;

    /// <exception cref="ExportException">Something stands at the place, or there is no folder to hold it.</exception>
    public static void Refuse(string target)
    {
        if (File.Exists(target) || Directory.Exists(target))
            throw new ExportException($"{target} existe déjà ; un export ne remplace rien") { WrongRequest = true };
        if (Path.GetDirectoryName(target) is not { Length: > 0 } parent || !Directory.Exists(parent))
            throw new ExportException($"{target} : le dossier qui doit le contenir n'existe pas") { WrongRequest = true };
    }

    public static string PassingName(string target) =>
        Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(4))}.partial");

    /// <summary>A new file; its checksum is known when it is closed.</summary>
    /// <param name="path">Relative, with forward slashes; made by us from checked parts, never from data as it is.</param>
    public Stream Create(string path)
    {
        var full = Path.Combine(Staging, path.Replace('/', Path.DirectorySeparatorChar));
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        var file = new HashedFile(_create(full), (closing, bytes, hash) =>
        {
            _files.Add(path, new(path, bytes, hash));
            _open.Remove(closing);
        });
        _open.Add(file);
        return file;
    }

    /// <summary>UTF-8 without a mark, line feeds.</summary>
    public StreamWriter CreateText(string path) => new(Create(path), new UTF8Encoding(false), 1 << 14) { NewLine = "\n" };

    public void WriteText(string path, string text)
    {
        using var writer = CreateText(path);
        writer.Write(text);
    }

    /// <summary>The checksums of all files so far, as <c>sha256sum --check</c> reads them.</summary>
    public void WriteChecksums()
    {
        var lines = string.Concat(Files.Select(f => $"{f.Sha256}  {f.Path}\n"));
        WriteText(Checksums, lines);
    }

    /// <summary>Counts in the files that others put into the folder.</summary>
    public void Adopt()
    {
        foreach (var full in Directory.EnumerateFiles(Staging, "*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(Staging, full).Replace(Path.DirectorySeparatorChar, '/');
            if (_files.ContainsKey(path))
                continue;
            using var stream = File.OpenRead(full);
            _files.Add(path, new(path, stream.Length, Convert.ToHexStringLower(SHA256.HashData(stream))));
        }
    }

    /// <summary>The folder gets its name.</summary>
    public void Publish()
    {
        Refuse(Target);
        Directory.Move(Staging, Target);
        _published = true;
    }

    public void Dispose()
    {
        foreach (var file in _open)
            file.Abandon();
        if (!_published && Directory.Exists(Staging))
            Directory.Delete(Staging, recursive: true);
    }

    /// <summary>Write-only; hashes what passes.</summary>
    private sealed class HashedFile(Stream inner, Action<HashedFile, long, string> closed) : Stream
    {
        private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private long _length;
        private bool _done;

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => !_done;

        public override long Length => _length;

        // Parquet asks how far it has come; nothing seeks.
        public override long Position { get => _length; set => throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"no seeking to {value}")); }

        public override void Flush() => inner.Flush();

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            inner.Write(buffer);
            _hash.AppendData(buffer);
            _length += buffer.Length;
        }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await inner.WriteAsync(buffer, cancellationToken);
            _hash.AppendData(buffer.Span);
            _length += buffer.Length;
        }

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("write only");

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("write only");

        public override void SetLength(long value) => throw new NotSupportedException("write only");

        /// <summary>Closes without a checksum; a failure to write what was held back no longer matters.</summary>
        public void Abandon()
        {
            if (_done)
                return;
            _done = true;
            _hash.Dispose();
            try
            {
                inner.Dispose();
            }
            catch (IOException)
            {
                // The file is about to be deleted.
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing && !_done)
            {
                // Only once all bytes are handed to the system is the file counted as written.
                inner.Flush();
                _done = true;
                inner.Dispose();
                closed(this, _length, Convert.ToHexStringLower(_hash.GetHashAndReset()));
                _hash.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
