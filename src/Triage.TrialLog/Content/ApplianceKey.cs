using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Triage.TrialLog.Content;

/// <summary>The key under which the key of each call's content is wrapped. Without it nothing of the content can be read.</summary>
public sealed class ApplianceKey : IDisposable
{
    private readonly byte[] _key;

    private ApplianceKey(byte[] key) => (_key, Id) = (key, KeyFile.IdOf(key));

    /// <summary>Names the key in the log; does not tell it.</summary>
    public string Id { get; }

    /// <summary>Reads a key file.</summary>
    /// <param name="error">What is wrong and what to do, in French; null when the key is there.</param>
    public static bool TryLoad(string path, [NotNullWhen(true)] out ApplianceKey? key, [NotNullWhen(false)] out string? error)
    {
        try
        {
            (key, error) = (new ApplianceKey(KeyFile.Load(path)), null);
            return true;
        }
        catch (KeyFileException e)
        {
            (key, error) = (null, e.Message);
            return false;
        }
    }

    /// <summary>Makes a new key file; never writes over one.</summary>
    /// <exception cref="KeyFileException">The file is there already, or cannot be written.</exception>
    public static ApplianceKey Create(string path) => new(KeyFile.Create(path));

    internal AesGcm Cipher() => new(_key, ContentCipher.TagBytes);

    public void Dispose() => CryptographicOperations.ZeroMemory(_key);
}
