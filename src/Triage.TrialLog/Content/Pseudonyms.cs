using System.Security.Cryptography;
using System.Text;

namespace Triage.TrialLog.Content;

/// <summary>
/// Names for calls and people that only the hospital can trace back: HMAC-SHA-256 under a key that stays on the appliance, cut to 128
/// bits. What is named is part of the input, so that a call and a person never get the same one.
/// </summary>
public sealed class Pseudonyms : IDisposable
{
    private readonly byte[] _key;

    private Pseudonyms(byte[] key) => (_key, KeyId) = (key, KeyFile.IdOf(key));

    public string KeyId { get; }

    /// <exception cref="KeyFileException">Wrong length, readable by others, or no access.</exception>
    public static Pseudonyms LoadOrCreate(string path, out bool created) => new(KeyFile.LoadOrCreate(path, out created));

    /// <param name="occurrence">From 1: a call id that a site uses again names another call.</param>
    /// <returns>32 hexadecimal digits.</returns>
    public string Call(string callId, int occurrence = 1) => Of("call", occurrence == 1 ? callId : $"{callId}\n{occurrence}");

    /// <summary>Of an operator, doctor, viewer or adjudicator, by account name.</summary>
    public string Person(string account) => Of("person", account);

    public void Dispose() => CryptographicOperations.ZeroMemory(_key);

    private string Of(string kind, string name)
    {
        Span<byte> mac = stackalloc byte[32];
        HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes($"{kind}\n{name}"), mac);
        return Convert.ToHexStringLower(mac[..16]);
    }
}
