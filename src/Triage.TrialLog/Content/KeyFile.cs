using System.Security.Cryptography;

namespace Triage.TrialLog.Content;

/// <summary>A key cannot be used; the message names the file and the remedy, in French, and nothing of the key.</summary>
public sealed class KeyFileException(string message, Exception? inner = null) : IOException(message, inner);

/// <summary>A secret of 32 bytes in a file of its own that only the service's account may read (mode 0600; on Windows the folder's rights decide).</summary>
internal static class KeyFile
{
    public const int Bytes = 32;

    /// <exception cref="KeyFileException">Wrong length, readable by others, or no access.</exception>
    public static byte[] LoadOrCreate(string path, out bool created)
    {
        created = !File.Exists(path);
        return created ? Create(path) : Load(path);
    }

    /// <summary>Makes a new random key; never writes over one.</summary>
    public static byte[] Create(string path)
    {
        try
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else
                Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            var key = RandomNumberGenerator.GetBytes(Bytes);
            using var file = new FileStream(path, options);
            file.Write(key);
            file.Flush(flushToDisk: true);
            return key;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException($"clé {path} : création impossible ({e.Message})", e);
        }
    }

    public static byte[] Load(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
                    | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
                var mode = File.GetUnixFileMode(path);
                if ((mode & others) != 0)
                    throw new KeyFileException($"clé {path} : lisible ou modifiable par d'autres comptes (droits {Convert.ToString((int)mode, 8)}) ; attendu : 600 (chmod 600)");
            }
            var key = File.ReadAllBytes(path);
            return key.Length == Bytes ? key : throw new KeyFileException($"clé {path} : {key.Length} octets ; attendu : {Bytes}. Restaurez la clé d'origine");
        }
        catch (Exception e) when (e is (IOException or UnauthorizedAccessException) and not KeyFileException)
        {
            throw new KeyFileException($"clé {path} : lecture impossible ({e.Message})", e);
        }
    }

    /// <summary>What names a key in the log without telling it: 16 hexadecimal digits.</summary>
    public static string IdOf(ReadOnlySpan<byte> key)
    {
        Span<byte> mac = stackalloc byte[32];
        HMACSHA256.HashData(key, "triage key id"u8, mac);
        return Convert.ToHexStringLower(mac[..8]);
    }
}
