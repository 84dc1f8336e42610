using NSec.Cryptography;
using Triage.TrialLog.Content;

namespace Triage.TrialLog.Chain;

/// <summary>The Ed25519 key that signs day heads: a file of 32 bytes (the seed) that only the service's account may read.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly Key _key;

    private SigningKey(Key key) => _key = key;

    /// <summary>32 bytes; whoever has them can check every head, offline.</summary>
    public byte[] PublicKey => _key.PublicKey.Export(KeyBlobFormat.RawPublicKey);

    /// <summary>Reads the file, or makes it when it is not there.</summary>
    /// <exception cref="KeyFileException">Wrong length, readable by others, or no access.</exception>
    public static SigningKey LoadOrCreate(string path, out bool created) =>
        new(Key.Import(SignatureAlgorithm.Ed25519, KeyFile.LoadOrCreate(path, out created), KeyBlobFormat.RawPrivateKey));

    /// <returns>64 bytes.</returns>
    public byte[] Sign(ReadOnlySpan<byte> data) => SignatureAlgorithm.Ed25519.Sign(_key, data);

    /// <param name="publicKey">32 bytes; anything else is no valid key.</param>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        NSec.Cryptography.PublicKey.TryImport(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey, out var key)
        && signature.Length == SignatureAlgorithm.Ed25519.SignatureSize
        && SignatureAlgorithm.Ed25519.Verify(key!, data, signature);

    public void Dispose() => _key.Dispose();
}
