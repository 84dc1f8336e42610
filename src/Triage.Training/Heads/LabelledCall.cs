using System.Globalization;
using System.Text.Json;
using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Speech;

namespace Triage.Training.Heads;

/// <summary>One turn of a labelled call. Times in seconds; without them turns follow each other.</summary>
public sealed record LabelledTurn(CallChannel Channel, string Text, double? StartS, double? EndS)
{
    /// <summary>What the labels call this turn; its place in the call, from 0, when they give no number.</summary>
    public int Number { get; init; }

    public override string ToString() => $"labelled turn {Channel}";
}

/// <summary>What annotators say of one finding.</summary>
public sealed record LabelledFinding(string Code, FindingStatus Status)
{
    /// <summary><see cref="LabelledTurn.Number"/> of the turn that proves it, or null.</summary>
    public int? Turn { get; init; }

    /// <summary>The proving words of that turn, or null.</summary>
    public string? Quote { get; init; }

    /// <summary>How many annotators marked it; null: not said.</summary>
    public int? Annotators { get; init; }

    public override string ToString() => $"labelled finding {Code}";
}

/// <summary>A call with its labels, read from a line of JSON: call, turns[], priority, motive, and if present the acceptable ones, care_level, findings{}.</summary>
public sealed record LabelledCall(
    string Id, Priority Priority, IReadOnlyList<Priority> AcceptablePriorities, string Motive, IReadOnlyList<string> AcceptableMotives,
    CareLevel? CareLevel, IReadOnlyList<LabelledFinding>? Findings, IReadOnlyList<LabelledTurn> Turns)
{
    private const double SecondsPerWord = 0.35;

    /// <summary>What the labels say of who calls for whom, by name, for figures of subgroups.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();

    /// <summary>The priority that each annotator gave; empty: not said.</summary>
    public IReadOnlyList<Priority> AnnotatorPriorities { get; init; } = [];

    public override string ToString() => $"labelled call {Id}";

    /// <summary>Reads a file of one call a line.</summary>
    /// <exception cref="InvalidDataException">A line is not a labelled call; the message gives its number.</exception>
    public static IReadOnlyList<LabelledCall> ReadAll(string path)
    {
        var calls = new List<LabelledCall>();
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
                continue;
            try
            {
                using var json = JsonDocument.Parse(line);
                calls.Add(Parse(json.RootElement));
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or ArgumentException)
            {
                throw new InvalidDataException($"{path}, line {number.ToString(CultureInfo.InvariantCulture)}: {e.Message}", e);
            }
        }
        return calls;
    }

    /// <summary>Plays turns of plain text through an assessment; the last suggestion, or null without any turn.</summary>
    public static Suggestion? Play(ICallAssessor assessor, IEnumerable<(CallChannel Channel, string Text)> turns) =>
        PlayAll(assessor, turns.Select(t => new LabelledTurn(t.Channel, t.Text, null, null))).LastOrDefault();

    /// <summary>The suggestion after each turn.</summary>
    public static IEnumerable<Suggestion> PlayAll(ICallAssessor assessor, IEnumerable<LabelledTurn> turns) =>
        PlayTimed(assessor, turns).Select(s => s.Suggestion);

    /// <summary>The suggestion after each turn with the turn's end in seconds, estimated from its words when it has no times.</summary>
    public static IEnumerable<(double AtS, Suggestion Suggestion)> PlayTimed(ICallAssessor assessor, IEnumerable<LabelledTurn> turns)
    {
        var now = 0.0;
        foreach (var turn in turns)
        {
            var words = turn.Text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            var start = turn.StartS ?? now + 0.4;
            var end = turn.EndS ?? start + words.Length * SecondsPerWord;
            var step = words.Length == 0 ? 0 : (end - start) / words.Length;
            var spoken = words.Select((w, i) => new RecognizedWord(w, start + i * step, start + (i + 1) * step, 1)).ToList();
            now = end;
            yield return (end, assessor.Add(new SpokenTurn(turn.Channel, start, end, spoken)));
        }
    }

    private static LabelledCall Parse(JsonElement call)
    {
        var priority = Enum.Parse<Priority>(call.GetProperty("priority").GetString()!);
        var motive = call.GetProperty("motive").GetString()!;
        if (call.GetProperty("turns").GetArrayLength() == 0)
            throw new ArgumentException("no turn");
        return new LabelledCall(
            call.GetProperty("call").GetString()!,
            priority,
            [.. Strings(call, "priority_acceptable").Select(Enum.Parse<Priority>).Append(priority).Distinct().Order()],
            motive,
            [.. Strings(call, "motives_acceptable").Append(motive).Distinct()],
            Given(call, "care_level", out var care) ? Enum.Parse<CareLevel>(care.GetString()!) : null,
            Given(call, "findings", out var findings)
                ? [.. findings.EnumerateObject().Select(ParseFinding)]
                : null,
            [.. call.GetProperty("turns").EnumerateArray().Select(ParseTurn)])
        {
            Attributes = AttributesOf(call),
            AnnotatorPriorities = [.. Strings(call, "priority_annotators").Select(Enum.Parse<Priority>)],
        };
    }

    private static LabelledFinding ParseFinding(JsonProperty finding) => new(finding.Name, Enum.Parse<FindingStatus>(finding.Value.GetProperty("status").GetString()!, ignoreCase: true))
    {
        Turn = finding.Value.TryGetProperty("turn", out var turn) && turn.ValueKind == JsonValueKind.Number ? turn.GetInt32() : null,
        Quote = finding.Value.TryGetProperty("quote", out var quote) ? quote.GetString() : null,
        Annotators = finding.Value.TryGetProperty("annotators", out var annotators) && annotators.ValueKind == JsonValueKind.Number ? annotators.GetInt32() : null,
    };

    /// <summary>attributes{} of texts, and what patient{} and caller say.</summary>
    private static Dictionary<string, string> AttributesOf(JsonElement call)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        if (Given(call, "attributes", out var given))
            foreach (var attribute in given.EnumerateObject())
                attributes[attribute.Name] = attribute.Value.GetString()!;
        if (call.TryGetProperty("caller", out var caller) && caller.ValueKind == JsonValueKind.String)
            attributes["caller"] = caller.GetString()!;
        if (call.TryGetProperty("patient", out var patient) && patient.ValueKind == JsonValueKind.Object)
            foreach (var name in (string[])["age_group", "sex"])
                if (patient.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
                    attributes[name] = value.GetString()!;
        return attributes;
    }

    private static LabelledTurn ParseTurn(JsonElement turn, int place) => new(
        turn.GetProperty("speaker").GetString() switch
        {
            "operator" => CallChannel.Operator,
            "caller" => CallChannel.Caller,
            "mixed" => CallChannel.Mixed,
            var other => throw new ArgumentException($"speaker {other}"),
        },
        turn.GetProperty("text").GetString()!,
        turn.TryGetProperty("start_s", out var start) ? start.GetDouble() : null,
        turn.TryGetProperty("end_s", out var end) ? end.GetDouble() : null)
    {
        Number = turn.TryGetProperty("turn", out var number) && number.ValueKind == JsonValueKind.Number ? number.GetInt32() : place,
    };

    private static IEnumerable<string> Strings(JsonElement element, string name) =>
        Given(element, name, out var list) ? list.EnumerateArray().Select(e => e.GetString()!) : [];

    /// <summary>A member that is there and not null: both mean that nobody labelled it.</summary>
    private static bool Given(JsonElement element, string name, out JsonElement value) =>
        element.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
}
