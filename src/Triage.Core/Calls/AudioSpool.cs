using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Triage.Core.Calls;

/// <summary>Where audio waits that the lanes cannot take yet.</summary>
/// <param name="Folder">Folder of the site for it; the spool makes one of its own inside.</param>
/// <param name="MaxBytes">What it may take of the disk.</param>
public sealed record AudioSpoolOptions(string Folder, long MaxBytes = 2L << 30);

/// <summary>
/// Audio of finished utterances on disk, bounded and encrypted: AES-256-GCM with a key that lives and dies with the process, so
/// that what a crash leaves behind is noise. Thread-safe. A disk that is full or fails is an answer, not an exception.
/// </summary>
public sealed class AudioSpool : IDisposable
{
    private readonly string _folder;
    private readonly long _maxBytes;
    private readonly AesGcm _cipher;
    private readonly object _gate = new();
    private long _bytes, _next;
    private int _files;

    /// <exception cref="IOException">The folder cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    public AudioSpool(AudioSpoolOptions options)
    {
        _maxBytes = options.MaxBytes;
        _folder = Path.Combine(options.Folder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(options.Folder);
        RemoveLeftovers(options.Folder);
        Directory.CreateDirectory(_folder);
        _cipher = new AesGcm(RandomNumberGenerator.GetBytes(32), AesGcm.TagByteSizes.MaxSize);
    }

    /// <summary>Bytes on disk.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Utterances on disk.</summary>
    public int Files => Volatile.Read(ref _files);

    /// <summary>Why the last write was refused, in English; null after one that succeeded.</summary>
    public string? Fault { get; private set; }

    /// <summary>Writes samples away; null when the bound is reached or the disk refuses (<see cref="Fault"/>).</summary>
    public SpooledAudio? TryWrite(ReadOnlySpan<float> samples)
    {
        int nonceSize = AesGcm.NonceByteSizes.MaxSize, tagSize = AesGcm.TagByteSizes.MaxSize;
        var plain = MemoryMarshal.AsBytes(samples);
        var file = new byte[nonceSize + tagSize + plain.Length];
        long number;
        lock (_gate)
        {
            if (_bytes + file.Length > _maxBytes)
            {
                Fault = $"the spool holds {_bytes} bytes, {_maxBytes} are allowed";
                return null;
            }
            _bytes += file.Length;
            _files++;
            number = _next++;
        }
        // One key per process and a counter: no nonce comes twice.
        BitConverter.TryWriteBytes(file, number);
        lock (_cipher)
            _cipher.Encrypt(file.AsSpan(0, nonceSize), plain, file.AsSpan(nonceSize + tagSize), file.AsSpan(nonceSize, tagSize));
        var path = Path.Combine(_folder, number.ToString(CultureInfo.InvariantCulture));
        try
        {
            File.WriteAllBytes(path, file);
            Fault = null;
            return new SpooledAudio(this, path, file.Length, samples.Length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Fault = error.Message;
            Forget(path, file.Length);
            return null;
        }
    }

    public void Dispose()
    {
        _cipher.Dispose();
        TryDelete(() => Directory.Delete(_folder, recursive: true));
    }

    /// <exception cref="InvalidDataException">The file is gone, cut short or altered.</exception>
    internal float[] Read(SpooledAudio audio)
    {
        int nonceSize = AesGcm.NonceByteSizes.MaxSize, tagSize = AesGcm.TagByteSizes.MaxSize;
        try
        {
            var file = File.ReadAllBytes(audio.Path);
            if (file.Length != audio.FileBytes)
                throw new InvalidDataException($"spooled audio has {file.Length} bytes instead of {audio.FileBytes}");
            var samples = new float[audio.Samples];
            lock (_cipher)
                _cipher.Decrypt(file.AsSpan(0, nonceSize), file.AsSpan(nonceSize + tagSize), file.AsSpan(nonceSize, tagSize), MemoryMarshal.AsBytes(samples.AsSpan()));
            return samples;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or AuthenticationTagMismatchException)
        {
            throw new InvalidDataException($"spooled audio cannot be read back: {error.Message}", error);
        }
    }

    internal void Forget(string path, int fileBytes)
    {
        TryDelete(() => File.Delete(path));
        lock (_gate)
        {
            _bytes -= fileBytes;
            _files--;
        }
    }

    /// <summary>Folders of processes that are gone; nobody has their key.</summary>
    private static void RemoveLeftovers(string folder)
    {
        foreach (var left in Directory.EnumerateDirectories(folder))
            if (int.TryParse(System.IO.Path.GetFileName(left).Split('-')[0], CultureInfo.InvariantCulture, out var process) && !IsRunning(process))
                TryDelete(() => Directory.Delete(left, recursive: true));
    }

    private static bool IsRunning(int process)
    {
        try
        {
            using var running = Process.GetProcessById(process);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>What cannot be deleted now is left; the next start tries again.</summary>
    private static void TryDelete(Action delete)
    {
        try
        {
            delete();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
        }
    }
}

/// <summary>Audio of one utterance in the spool; disposing it deletes it there.</summary>
public sealed class SpooledAudio : IDisposable
{
    private readonly AudioSpool _spool;

    internal SpooledAudio(AudioSpool spool, string path, int fileBytes, int samples) => (_spool, Path, FileBytes, Samples) = (spool, path, fileBytes, samples);

    /// <summary>Samples at 16 kHz.</summary>
    public int Samples { get; }

    internal string Path { get; }

    internal int FileBytes { get; }

    /// <summary>The samples as they were written, bit by bit.</summary>
    /// <exception cref="InvalidDataException">The file is gone, cut short or altered.</exception>
    public float[] Read() => _spool.Read(this);

    public void Dispose() => _spool.Forget(Path, FileBytes);
}
