using Triage.Core.Assessment;
using Triage.Core.Calls;

namespace Triage.Training.Synthesis;

/// <summary>Collects the lines of a call and writes them down in the style drawn for the call.</summary>
internal sealed class Transcript
{
    private readonly SeededRandom _random;
    private readonly List<(CallChannel Channel, SpokenLine Line)> _lines = [];
    private readonly SpeakerStyle _operatorStyle, _callerStyle;
    private readonly IReadOnlyList<string> _hesitations;
    private readonly double _split;
    private readonly IReadOnlyDictionary<int, FindingContent> _findings;

    public Transcript(ContentLibrary content, CallPlan plan, SeededRandom random)
    {
        _random = random;
        _findings = content.Findings;
        var spelling = random.Pick([(Spelling.Transcriber, 0.4), (Spelling.Sentences, 0.3), (Spelling.Bare, 0.3)]);
        var elisions = random.Chance(0.08);
        _operatorStyle = SpeakerStyle.Draw(spelling, elisions, caller: false, random);
        _callerStyle = SpeakerStyle.Draw(spelling, elisions, caller: true, random);
        _hesitations = [.. content.Talk.List("hesitations", plan.Self).Select(p => p.Source)];
        _split = random.Chance(0.5) ? 0.02 : 0.2;
    }

    public void Operator(SpokenLine line) => Add(CallChannel.Operator, line);

    /// <summary>A caller's turn; now and then cut into two utterances between clauses.</summary>
    public void Caller(SpokenLine line)
    {
        if (line.Clauses.Count > 0 && _random.Chance(_split))
        {
            var (first, second) = line.CutAt(_random.Pick(line.Clauses));
            Add(CallChannel.Caller, first);
            Add(CallChannel.Caller, second);
        }
        else
            Add(CallChannel.Caller, line);
    }

    public IReadOnlyList<SyntheticTurn> Finish()
    {
        var turns = new List<SyntheticTurn>(_lines.Count);
        foreach (var (channel, line) in _lines)
        {
            var (text, mentions) = (channel == CallChannel.Caller ? _callerStyle : _operatorStyle).Apply(line, _hesitations, _random).ToText();
            if (text.Length > 0)
                turns.Add(new(channel, text, channel == CallChannel.Caller ? WithImplied(mentions) : []));
        }
        return turns;
    }

    /// <summary>Who says that a birth is under way says that there is a pregnancy: the same words prove what is implied.</summary>
    private IReadOnlyList<SyntheticMention> WithImplied(IReadOnlyList<SyntheticMention> mentions)
    {
        var all = mentions.ToDictionary(m => m.Finding);
        var open = new Queue<SyntheticMention>(mentions.Where(m => m.Status == FindingStatus.Present));
        while (open.TryDequeue(out var said))
            if (_findings.TryGetValue(said.Finding, out var finding))
                foreach (var implied in finding.Implies.Select(f => said with { Finding = f }))
                    if (all.TryAdd(implied.Finding, implied))
                        open.Enqueue(implied);
        return [.. all.Values.OrderBy(m => m.Finding)];
    }

    private void Add(CallChannel channel, SpokenLine line)
    {
        if (!line.IsEmpty)
            _lines.Add((channel, line));
    }
}
