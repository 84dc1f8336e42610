using System.Text.Json;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Speech;
using Triage.Tests;

namespace Triage.Core.Tests.Assessment;

public sealed class FrenchShareTests
{
    [Theory]
    [InlineData("mi marido se ha caído y no responde por favor envíen una ambulancia", true)]
    [InlineData("my husband has fallen down the stairs and he does not answer me please send help", true)]
    [InlineData("mon mari est tombé dans l'escalier, il ne répond plus, venez vite", false)]
    [InlineData("il respire plus il est tout bleu vite vite vite au secours venez", false)]
    [InlineData("please help us", false)]
    public void IsForeign_OneTurn_NeedsEnoughWords(string text, bool foreign) => Assert.Equal(foreign, Of([text]).IsForeign);

    [Fact]
    public void IsForeign_OperatorsWords_DoNotCount()
    {
        var share = Of(["mi marido se ha caído y no responde"]);
        share.Observe(Turn(CallChannel.Operator, "le SAMU bonjour, est-ce qu'il respire, est-ce que vous êtes avec lui"));
        share.Observe(Turn(CallChannel.Caller, "por favor envíen una ambulancia"));
        Assert.True(share.IsForeign);
    }

    /// <summary>Every caller of the sample calls, at every moment.</summary>
    [Fact]
    public void IsForeign_SampleCalls_Never()
    {
        foreach (var line in File.ReadLines(TestPaths.InRoot("samples", "calls.jsonl")))
        {
            using var call = JsonDocument.Parse(line);
            var share = new FrenchShare();
            foreach (var turn in call.RootElement.GetProperty("turns").EnumerateArray())
            {
                share.Observe(Turn(turn.GetProperty("speaker").GetString() == "operator" ? CallChannel.Operator : CallChannel.Caller, turn.GetProperty("text").GetString()!));
                Assert.False(share.IsForeign, line[..60]);
            }
        }
    }

    private static FrenchShare Of(IEnumerable<string> texts)
    {
        var share = new FrenchShare();
        foreach (var text in texts)
            share.Observe(Turn(CallChannel.Caller, text));
        return share;
    }

    private static SpokenTurn Turn(CallChannel channel, string text) =>
        new(channel, 0, 1, [.. text.Split(' ').Select(w => new RecognizedWord(w, 0, 1, 1))]);
}
