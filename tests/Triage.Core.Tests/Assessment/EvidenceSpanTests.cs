using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Speech;

namespace Triage.Core.Tests.Assessment;

public sealed class EvidenceSpanTests
{
    private static List<HeardWord> Words(CallChannel channel, string text, double start) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((w, i) => new HeardWord(channel, new RecognizedWord(w, start + i, start + i + 1, 1)))];

    /// <summary>Quotes with full attention on the input words named, little on the others.</summary>
    private static IReadOnlyList<Evidence> Quote(string question, string answer, params string[] strong)
    {
        var exchange = new Exchange(1, Words(CallChannel.Operator, question, 0), Words(CallChannel.Caller, answer, 50));
        var input = exchange.ReadInput();
        return EvidenceSpan.Quote(exchange, input, [.. input.Words.Select(w => strong.Contains(w.Text) ? 1f : 0.001f)]);
    }

    [Theory]
    [InlineData("bonjour madame voilà mon père depuis ce matin sans arrêt vomit beaucoup dans la cuisine avec du sang rouge partout sur la table", "vomit")]
    [InlineData("mon fils depuis hier soir très tard a une fièvre de cheval pendant la nuit et le jour avec des frissons", "fièvre")]
    public void Quote_LongClause_HoldsThePeakAndEndsInAWholeWord(string answer, string peak)
    {
        var quote = Assert.Single(Quote("", answer, peak)).Quote.Split(' ');
        Assert.InRange(quote.Length, 1, EvidenceSpan.MaxWords);
        Assert.Contains(peak, quote);
        Assert.DoesNotContain(quote[^1], new[] { "dans", "la", "avec", "du", "sur", "une", "de", "et", "le", "des", "a", "très", "sans" });
    }

    [Fact]
    public void Quote_PeakIsALeaningWord_GoesOnToTheNext()
    {
        var quote = Assert.Single(Quote("", "mal depuis ce matin sans arrêt toute la nuit aussi puis encore avec force", "avec")).Quote;
        Assert.EndsWith("avec force", quote, StringComparison.Ordinal);
    }

    [Fact]
    public void Quote_YesToAQuestion_QuotesTheQuestionToo()
    {
        var quotes = Quote("il a de la fièvre ?", "oui", "fièvre", "oui");
        Assert.Equal([CallChannel.Operator, CallChannel.Caller], quotes.Select(q => q.Channel));
    }

    [Fact]
    public void Quote_StatementBesideItsQuestion_QuotesTheCallerAlone()
    {
        var quote = Assert.Single(Quote("il a de la fièvre ?", "son front brûle", "fièvre", "brûle"));
        Assert.Equal(CallChannel.Caller, quote.Channel);
    }
}
