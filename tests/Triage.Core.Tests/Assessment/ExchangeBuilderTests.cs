using FsCheck.Xunit;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Speech;

namespace Triage.Core.Tests.Assessment;

public sealed class ExchangeBuilderTests
{
    private static SpokenTurn Turn(CallChannel channel, double start, string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new SpokenTurn(channel, start, start + words.Length * 0.3, [.. words.Select((w, i) => new RecognizedWord(w, start + i * 0.3, start + (i + 1) * 0.3, 1))]);
    }

    private static string Text(IEnumerable<HeardWord> words) => string.Join(' ', words.Select(w => w.Word.Text));

    [Fact]
    public void Add_QuestionThenAnswer_OneExchange()
    {
        var builder = new ExchangeBuilder();
        Assert.Empty(builder.Add(Turn(CallChannel.Operator, 0, "il respire ?")));
        var exchange = Assert.Single(builder.Add(Turn(CallChannel.Caller, 2, "non")));
        Assert.Equal("il respire", Text(exchange.Question));
        Assert.Contains(exchange.ReadInput().Words, w => w.EndsQuestion);
        Assert.Equal("non", Text(exchange.Answer));
    }

    [Fact]
    public void Add_AnswerCutInTwo_SameExchangeGrows()
    {
        var builder = new ExchangeBuilder();
        builder.Add(Turn(CallChannel.Operator, 0, "il respire ?"));
        var first = Assert.Single(builder.Add(Turn(CallChannel.Caller, 2, "il respire")));
        var second = Assert.Single(builder.Add(Turn(CallChannel.Caller, 3.2, "pas")));
        Assert.Equal(first.Id, second.Id);
        Assert.Equal("il respire pas", Text(second.Answer));
    }

    [Fact]
    public void Add_LongPause_NewExchangeWithoutTheUsedQuestion()
    {
        var builder = new ExchangeBuilder();
        builder.Add(Turn(CallChannel.Operator, 0, "il respire ?"));
        var first = Assert.Single(builder.Add(Turn(CallChannel.Caller, 2, "oui il respire bien")));
        var second = Assert.Single(builder.Add(Turn(CallChannel.Caller, 9, "il a de la fièvre")));
        Assert.NotEqual(first.Id, second.Id);
        Assert.Empty(second.Question);
    }

    [Fact]
    public void Add_HesitationThenAnswer_QuestionStays()
    {
        var builder = new ExchangeBuilder();
        builder.Add(Turn(CallChannel.Operator, 0, "il respire ?"));
        builder.Add(Turn(CallChannel.Caller, 2, "euh attendez"));
        var exchange = Assert.Single(builder.Add(Turn(CallChannel.Caller, 9, "non")));
        Assert.Equal("il respire", Text(exchange.Question));
    }

    [Fact]
    public void Add_OperatorSaysOk_DoesNotCutTheAnswer()
    {
        var builder = new ExchangeBuilder();
        builder.Add(Turn(CallChannel.Operator, 0, "que se passe-t-il ?"));
        var first = Assert.Single(builder.Add(Turn(CallChannel.Caller, 2, "il est tombé")));
        Assert.Empty(builder.Add(Turn(CallChannel.Operator, 3, "d'accord")));
        var second = Assert.Single(builder.Add(Turn(CallChannel.Caller, 3.4, "il saigne")));
        Assert.Equal(first.Id, second.Id);
    }

    [Fact]
    public void Add_EmptyTurns_ChangeNothing()
    {
        var builder = new ExchangeBuilder();
        Assert.Empty(builder.Add(Turn(CallChannel.Caller, 0, "")));
        Assert.Empty(builder.Add(Turn(CallChannel.Operator, 1, "...")));
    }

    [Fact]
    public void Add_OneSpeakerOnly_IsRead() => Assert.Single(new ExchangeBuilder().Add(Turn(CallChannel.Mixed, 0, "bonjour il saigne")));

    [Fact]
    public void Add_Monologue_ReadInWindowsThatOverlap()
    {
        var said = string.Join(' ', Enumerable.Range(0, 5000).Select(i => $"mot{i}"));
        var exchanges = new ExchangeBuilder().Add(Turn(CallChannel.Caller, 0, said));
        Assert.All(exchanges, e => Assert.InRange(e.Answer.Count, 1, TurnFeatures.MaxAnswerWords));
        Assert.Equal(exchanges.Count, exchanges.Select(e => e.Id).Distinct().Count());
        Assert.Equal(said, string.Join(' ', exchanges.Select((e, i) => Text(e.Answer.Skip(i == 0 ? 0 : ExchangeBuilder.Overlap)))));
        for (var i = 1; i < exchanges.Count; i++)
            Assert.Equal(Text(exchanges[i - 1].Answer.TakeLast(ExchangeBuilder.Overlap)), Text(exchanges[i].Answer.Take(ExchangeBuilder.Overlap)));
    }

    [Fact]
    public void Add_OperatorInPieces_OneQuestion()
    {
        var builder = new ExchangeBuilder();
        builder.Add(Turn(CallChannel.Caller, 0, "il est tombé"));
        builder.Add(Turn(CallChannel.Operator, 2, "d'accord"));
        builder.Add(Turn(CallChannel.Operator, 3, "et il respire"));
        builder.Add(Turn(CallChannel.Operator, 4, "?"));
        var exchange = Assert.Single(builder.Add(Turn(CallChannel.Caller, 5, "oui")));
        Assert.Equal("d'accord et il respire", Text(exchange.Question));
        Assert.Contains(exchange.ReadInput().Words, w => w.EndsQuestion);
    }

    [Fact]
    public void Add_ListeningBehindTheQuestion_IsLeftOut()
    {
        var builder = new ExchangeBuilder();
        builder.Add(Turn(CallChannel.Operator, 0, "il respire ?"));
        builder.Add(Turn(CallChannel.Operator, 2, "d'accord"));
        Assert.Equal("il respire", Text(Assert.Single(builder.Add(Turn(CallChannel.Caller, 4, "non"))).Question));
    }

    /// <summary>However an answer is cut into utterances, the last exchange holds all of it.</summary>
    [Property]
    public bool Add_AnyCutOfAnAnswer_SameExchange(byte[] cuts)
    {
        string[] words = ["non", "il", "ne", "respire", "pas", "du", "tout", "je", "crois"];
        var builder = new ExchangeBuilder();
        builder.Add(Turn(CallChannel.Operator, 0, "il respire ?"));
        var borders = (cuts ?? []).Select(c => c % words.Length).Append(0).Append(words.Length).Distinct().Order().ToList();
        Exchange? last = null;
        for (var i = 0; i + 1 < borders.Count; i++)
            last = builder.Add(Turn(CallChannel.Caller, 2 + borders[i] * 0.3, string.Join(' ', words[borders[i]..borders[i + 1]])))[^1];
        return last is { Id: 1 } && Text(last.Answer) == string.Join(' ', words) && Text(last.Question) == "il respire";
    }
}
