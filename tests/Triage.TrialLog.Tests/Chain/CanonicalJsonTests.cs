using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Triage.TrialLog.Chain;
using Triage.TrialLog.Log;

namespace Triage.TrialLog.Tests.Chain;

public sealed class CanonicalJsonTests
{
    // The numbers of RFC 8785, appendix B.
    [Theory]
    [InlineData(0x0000000000000000L, "0")]
    [InlineData(unchecked((long)0x8000000000000000), "0")]
    [InlineData(0x0000000000000001L, "5e-324")]
    [InlineData(0x7fefffffffffffffL, "1.7976931348623157e+308")]
    [InlineData(0x4340000000000000L, "9007199254740992")]
    [InlineData(0x4430000000000000L, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5L, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6L, "1e+23")]
    [InlineData(0x444b1ae4d6e2ef4eL, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef50L, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8cL, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8dL, "0.000001")]
    [InlineData(0x41b3de4355555553L, "333333333.3333332")]
    [InlineData(unchecked((long)0xbecbf647612f3696), "-0.0000033333333333333333")]
    public void Number_OfTheStandard_HasItsSpelling(long bits, string expected)
    {
        Span<char> text = stackalloc char[CanonicalNumber.MaxLength];
        Assert.Equal(expected, text[..CanonicalNumber.Format(BitConverter.Int64BitsToDouble(bits), text)]);
    }

    [Fact]
    public void Number_AnyDouble_ReadsBackAsItself()
    {
        var random = new Random(5);
        Span<char> text = stackalloc char[CanonicalNumber.MaxLength];
        for (var i = 0; i < 100_000; i++)
        {
            var value = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (!double.IsFinite(value))
                continue;
            Assert.Equal(value, double.Parse(text[..CanonicalNumber.Format(value, text)], CultureInfo.InvariantCulture));
        }
    }

    [Theory]
    [InlineData("""{ "b" : 1.0, "a" : [ true , null, "é\u0009\u2028\"\\" ], "A": -0.0, "n": 12345678901234567 }""",
        "{\"A\":0,\"a\":[true,null,\"é\\t\u2028\\\"\\\\\"],\"b\":1,\"n\":12345678901234567}")]
    [InlineData("""{"":{},"x":[],"\u0001":"\u001f/"}""", """{"":{},"\u0001":"\u001f/","x":[]}""")]
    public void Write_AnySpelling_GivesTheOne(string json, string expected) => Assert.Equal(expected, Canonical(json));

    [Fact]
    public void Write_Twice_ChangesNothing()
    {
        const string json = """{"z":[1e-9,1E+30,0.1],"k":{"b":2,"a":"\ud83d\ude00"}}""";
        Assert.Equal(Canonical(json), Canonical(Canonical(json)));
    }

    [Fact]
    public void Catalogue_EveryType_HasOneNameAndIsReadBack()
    {
        Assert.Equal(EntryCatalogue.All.Count(), EntryCatalogue.All.Select(e => (e.Name, e.Version)).Distinct().Count());
        var concrete = typeof(EntryCatalogue).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(TrialLog.Log.Entries.LogEntry)) && !t.IsAbstract);
        Assert.Equal(concrete.OrderBy(t => t.Name), EntryCatalogue.All.Select(e => e.Type).OrderBy(t => t.Name));
        Assert.All(EntryCatalogue.All, e => Assert.IsType(e.Type, EntryCodec.Decode(e.Name, e.Version, "{}"u8, 1)));
        Assert.Null(EntryCodec.Decode("of_the_future", 9, "{}"u8, 1));
    }

    private static string Canonical(string json)
    {
        using var document = JsonDocument.Parse(json);
        var buffer = new ArrayBufferWriter<byte>();
        CanonicalJson.Write(document.RootElement, buffer);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
