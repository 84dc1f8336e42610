using Triage.Core.Audio;

namespace Triage.Core.Tests.Audio;

public sealed class G711Tests
{
    [Fact]
    public void DecodeMuLaw_AllCodes_FollowTheDefinition()
    {
        for (var code = 0; code < 256; code++)
        {
            // G.711 table 2: chord c, step s, level (s + 16.5) * 2^(c+1) - 33 in 14 bits; every bit is sent inverted.
            var sent = 255 - code;
            var level = (sent % 16 + 16.5) * Math.Pow(2, sent / 16 % 8 + 1) - 33;
            Assert.Equal((sent >= 128 ? -level : level) * 4, G711.DecodeMuLaw((byte)code));
        }
    }

    [Fact]
    public void DecodeALaw_AllCodes_FollowTheDefinition()
    {
        for (var code = 0; code < 256; code++)
        {
            // G.711 table 1: 13 bits, even bits sent inverted, sign bit 1 for positive; segment 0 continues segment 1's step.
            var bits = code ^ 0x55;
            var (segment, step) = (bits / 16 % 8, bits % 16);
            var level = segment == 0 ? 2 * step + 1 : (step + 16.5) * Math.Pow(2, segment);
            Assert.Equal((bits >= 128 ? level : -level) * 8, G711.DecodeALaw((byte)code));
        }
    }

    [Theory]
    [InlineData(0x80, 32124)]
    [InlineData(0x00, -32124)]
    [InlineData(0xFF, 0)]
    [InlineData(0x7F, 0)]
    [InlineData(0xFE, 8)]
    public void DecodeMuLaw_LandmarkCodes_GiveTheTablesValues(byte code, short expected) => Assert.Equal(expected, G711.DecodeMuLaw(code));

    [Theory]
    [InlineData(0xAA, 32256)]
    [InlineData(0x2A, -32256)]
    [InlineData(0xD5, 8)]
    [InlineData(0x55, -8)]
    public void DecodeALaw_LandmarkCodes_GiveTheTablesValues(byte code, short expected) => Assert.Equal(expected, G711.DecodeALaw(code));

    // G.711 tables 5 and 6: these octets are 1 kHz at 0 dBm0, where full scale is +3.17 dBm0 (mu-law) and +3.14 dBm0 (A-law).
    [Fact]
    public void Decode_DigitalMilliwatt_IsZeroDbm0InBothLaws()
    {
        byte[] muLaw = [0x1E, 0x0B, 0x0B, 0x1E, 0x9E, 0x8B, 0x8B, 0x9E];
        byte[] aLaw = [0x34, 0x21, 0x21, 0x34, 0xB4, 0xA1, 0xA1, 0xB4];
        Assert.Equal(0, Dbm0(muLaw.Select(G711.DecodeMuLaw), fullScale: 8159 * 4, fullScaleDbm0: 3.17), 0.02);
        Assert.Equal(0, Dbm0(aLaw.Select(G711.DecodeALaw), fullScale: 32768, fullScaleDbm0: 3.14), 0.02);
    }

    [Fact]
    public void EncodeMuLaw_EverySample_LiesBetweenTheDecisionValues() =>
        // 14-bit decision values (s + 16) * 2^(c+1) - 33; the first interval is centred on zero.
        CheckDecisions(G711.EncodeMuLaw, step => 4 * ((step % 16 + 16) * (1 << (step / 16 + 1)) - 33), step => 255 - step, step => 127 - step);

    [Fact]
    public void EncodeALaw_EverySample_LiesBetweenTheDecisionValues() =>
        // 13-bit decision values (s + 16) * 2^c, and 2 * s in segment 0.
        CheckDecisions(G711.EncodeALaw, step => 8 * (step < 16 ? 2 * step : (step % 16 + 16) * (1 << (step / 16))),
            step => (128 | step) ^ 0x55, step => step ^ 0x55);

    [Fact]
    public void Encode_EveryDecodedCode_GivesItBack()
    {
        for (var code = 0; code < 256; code++)
        {
            Assert.Equal(code, G711.EncodeALaw(G711.DecodeALaw((byte)code)));
            // Mu-law has two zeros; linear samples have one.
            Assert.Equal(code == 0x7F ? 0xFF : code, G711.EncodeMuLaw(G711.DecodeMuLaw((byte)code)));
        }
    }

    private static void CheckDecisions(Func<short, byte> encode, Func<int, int> decision, Func<int, int> positive, Func<int, int> negative)
    {
        for (int sample = short.MinValue; sample <= short.MaxValue; sample++)
        {
            // A value that meets a decision value goes up when positive and, in one's complement, stays below when negative.
            var magnitude = sample < 0 ? -sample - 1 : sample;
            var step = Enumerable.Range(0, 128).Last(candidate => decision(candidate) <= magnitude);
            Assert.Equal(sample < 0 ? negative(step) : positive(step), encode((short)sample));
        }
    }

    private static double Dbm0(IEnumerable<short> period, double fullScale, double fullScaleDbm0)
    {
        var power = period.Average(sample => (double)sample * sample) / (fullScale * fullScale / 2);
        return 10 * Math.Log10(power) + fullScaleDbm0;
    }
}
