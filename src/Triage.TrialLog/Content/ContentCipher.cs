using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Triage.TrialLog.Content;

/// <summary>AES-256-GCM as the content store uses it: nonce (12), ciphertext, tag (16) in one piece; what it belongs to is bound in.</summary>
internal static class ContentCipher
{
    public const int NonceBytes = 12;
    public const int TagBytes = 16;

    public static byte[] Seal(AesGcm cipher, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> bound)
    {
        var sealedBytes = new byte[NonceBytes + plain.Length + TagBytes];
        var nonce = sealedBytes.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        cipher.Encrypt(nonce, plain, sealedBytes.AsSpan(NonceBytes, plain.Length), sealedBytes.AsSpan(NonceBytes + plain.Length), bound);
        return sealedBytes;
    }

    /// <exception cref="InvalidDataException">Another key, another place, or changed bytes.</exception>
    public static byte[] Open(AesGcm cipher, ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> bound)
    {
        if (sealedBytes.Length < NonceBytes + TagBytes)
            throw new InvalidDataException("sealed content is cut off");
        var plain = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        try
        {
            cipher.Decrypt(sealedBytes[..NonceBytes], sealedBytes.Slice(NonceBytes, plain.Length), sealedBytes[^TagBytes..], plain, bound);
            return plain;
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new InvalidDataException("sealed content does not open: another key, another place, or changed bytes", e);
        }
    }

    /// <summary>Associated data of a row: its call, its event, its kind.</summary>
    public static byte[] Place(string call, long sequence, string kind)
    {
        var place = new byte[8 + Encoding.UTF8.GetByteCount(call) + 1 + Encoding.UTF8.GetByteCount(kind)];
        BinaryPrimitives.WriteInt64BigEndian(place, sequence);
        var length = Encoding.UTF8.GetBytes(call, place.AsSpan(8));
        Encoding.UTF8.GetBytes(kind, place.AsSpan(8 + length + 1));
        return place;
    }
}
