using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Allocation;

/// <summary>
/// The permuted blocks of a trial, a pure function of the seed: docs/trial.md defines it so that it can be written in any language.
/// Numbers are drawn from HMAC-SHA-256 in counter mode, without bias by rejection.
/// </summary>
internal static class AllocationSequence
{
    /// <summary>Size and order of one block.</summary>
    /// <param name="version">Version of the protocol, from 1; each has a sequence of its own.</param>
    /// <param name="block">Position of the block in its stratum, from 0.</param>
    public static TrialArm[] Block(ReadOnlySpan<byte> seed, TrialProtocol protocol, int version, string stratum, long block)
    {
        if (protocol.Mode != TrialMode.Randomised)
            return [protocol.Mode == TrialMode.Visible ? TrialArm.Visible : TrialArm.Shadow];
        var draw = new Draw(seed, string.Create(CultureInfo.InvariantCulture, $"triage.block/1\n{version}\n{stratum}\n{block}\n"));
        var size = protocol.BlockSizes[draw.Below(protocol.BlockSizes.Count)];
        var visible = size / protocol.Ratio.Sum * protocol.Ratio.Visible;
        var arms = new TrialArm[size];
        for (var i = 0; i < size; i++)
            arms[i] = i < visible ? TrialArm.Visible : TrialArm.Shadow;
        for (var i = size - 1; i > 0; i--)
        {
            var j = draw.Below(i + 1);
            (arms[i], arms[j]) = (arms[j], arms[i]);
        }
        return arms;
    }

    /// <summary>Big-endian numbers of 32 bits from HMAC(seed, message + counter), the counter in decimal digits from 0.</summary>
    private ref struct Draw(ReadOnlySpan<byte> seed, string message)
    {
        private readonly ReadOnlySpan<byte> _seed = seed;
        private byte[] _bytes = [];
        private int _counter, _at;

        /// <summary>A number from 0 to <paramref name="count"/> - 1, each as likely.</summary>
        public int Below(int count)
        {
            var limit = (1L << 32) / count * count;
            while (true)
            {
                if (_at == _bytes.Length)
                {
                    var text = message + _counter++.ToString(CultureInfo.InvariantCulture);
                    (_bytes, _at) = (HMACSHA256.HashData(_seed, Encoding.UTF8.GetBytes(text)), 0);
                }
                var number = BinaryPrimitives.ReadUInt32BigEndian(_bytes.AsSpan(_at, 4));
                _at += 4;
                if (number < limit)
                    return (int)(number % count);
            }
        }
    }
}
