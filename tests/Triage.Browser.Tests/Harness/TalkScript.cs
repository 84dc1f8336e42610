using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Server.Tests;

namespace Triage.Browser.Tests.Harness;

/// <summary>What a scripted call says: short French sentences, suggestions with quotes, as the appliance would emit them.</summary>
internal static class TalkScript
{
    public const string Motive = "M01.01";

    private static readonly string[] s_talk =
    [
        "Samu centre quinze, bonjour, quelle est l'adresse de l'urgence ?", "Oui bonjour, venez vite, il ne répond plus !",
        "Est-ce qu'il respire normalement ?", "Non, il ne respire pas, de temps en temps il fait un gros bruit.",
    ];

    /// <summary>A call of the desk without audio: the test makes it speak.</summary>
    public static ScriptedCall Open(ScriptedDesk desk, string id)
    {
        var setup = new CallSetup(id, [CallChannel.Operator, CallChannel.Caller], Core.Audio.AudioEncoding.Pcm16, 8000, CallPacing.Live, new Dictionary<string, string>());
        Assert.IsType<CallOpening.Opened>(desk.TryOpen(setup, resume: false));
        return desk.Call(id);
    }

    /// <summary>Sentence and media times of a turn; odd turns are the caller's.</summary>
    public static FinalTranscript Final(int turn)
    {
        var (start, text) = (turn * 4.0, s_talk[turn % s_talk.Length]);
        var words = text.Split(' ');
        return new(
            ChannelOf(turn), turn, start, start + 3.2, text,
            [.. words.Select((w, i) => new Core.Speech.RecognizedWord(w, start + i * 3.2 / words.Length, start + (i + 1) * 3.2 / words.Length, 0.95))], false, new(500, 10, 60));
    }

    /// <summary>The sentence so far.</summary>
    /// <param name="share">How much of it, 0 to 1.</param>
    public static PartialTranscript Partial(int turn, double share)
    {
        var words = Final(turn).Text.Split(' ');
        var count = Math.Max(1, (int)(words.Length * share));
        return new(ChannelOf(turn), turn, turn * 4.0, turn * 4.0 + 3.2 * share, string.Join(' ', words.Take(count - 1)), string.Join(' ', words.Take(count)), 300);
    }

    public static SuggestionMade Suggestion(double atS, Priority priority = Priority.P0, string motive = Motive)
    {
        var probabilities = new double[5];
        probabilities[(int)priority] = 1;
        return new(atS, new(
            new(priority, 0.93, probabilities), new(CareLevel.R1, 0.9, [0.9, 0.1, 0, 0]),
            new(motive, MotiveCatalogue.TryIndexOf(motive, out var index) ? MotiveCatalogue.All[index].Label : motive, 0.88), [],
            [
                new("arret_cardiaque", FindingStatus.Present, 0.97, [new(CallChannel.Caller, 12.2, 13.8, "il ne respire pas,")]),
                new("inconscience", FindingStatus.Present, 0.95, [new(CallChannel.Caller, 6, 7.1, "il ne répond plus !")]),
                new("hemorragie", FindingStatus.Absent, 0.9, [new(CallChannel.Caller, 12.2, 13, "il ne respire pas,")]),
            ],
            new("convulsions", "Est-ce qu'il convulse, est-ce qu'il a convulsé ?"), AbstentionReason.None, "scripted"), 12);
    }

    /// <summary>The call's first turns and what follows from them.</summary>
    public static void Begin(ScriptedCall call)
    {
        for (var turn = 0; turn < 4; turn++)
            call.Emit(Final(turn));
        call.Emit(Suggestion(15.2));
    }

    private static CallChannel ChannelOf(int turn) => turn % 2 == 0 ? CallChannel.Operator : CallChannel.Caller;
}
