namespace Triage.Server.Benchmarks.Load;

/// <summary>One call of the load.</summary>
/// <param name="Recording">Which recording is played.</param>
/// <param name="OffsetS">Where in the recording it begins; it goes round the end to the start.</param>
/// <param name="LengthS">Natural length: the source says that the call is over after it.</param>
/// <param name="PauseS">Seconds without a call on its line before it.</param>
internal sealed record ScheduledCall(int Recording, double OffsetS, double LengthS, double PauseS);

/// <summary>
/// Who calls when: lines that each carry one call after another, so that calls end and begin all the time and no two lines say
/// the same at the same moment. Equal seeds give equal schedules, whatever the number of lines.
/// </summary>
/// <param name="lengthsS">Seconds of each recording.</param>
/// <param name="rampS">The lines start spread over so many seconds.</param>
internal sealed class CallSchedule(IReadOnlyList<double> lengthsS, int lines, double rampS, int seed)
{
    // Telephony packets of 20 ms, and what gateways make of them; 100 ms is the most that still feels live.
    private static readonly int[] s_chunksMs = [20, 40, 60, 100];

    // A position frees when its caller hangs up and is taken again at once or soon.
    private const double ShortestPauseS = 0.2, LongestPauseS = 1.2;

    // The first call of a line is met somewhere in its course, so that the ends spread too.
    private const double ShortestFirst = 0.3;

    public int Lines => lines;

    /// <summary>Seconds after the start of the load at which a line's first call begins: even steps, shifted within their step.</summary>
    public double StartS(int line) => rampS * (line + Draw(line, -1).NextDouble()) / lines;

    /// <summary>Length of a line's audio chunks in milliseconds.</summary>
    public static int ChunkMs(int line) => s_chunksMs[line % s_chunksMs.Length];

    /// <param name="index">Position of the call on its line, from 0.</param>
    public ScheduledCall Call(int line, int index)
    {
        var draw = Draw(line, index);
        var recording = draw.Next(lengthsS.Count);
        var offset = lengthsS[recording] * draw.NextDouble();
        var share = index == 0 ? ShortestFirst + (1 - ShortestFirst) * draw.NextDouble() : 1;
        var pause = index == 0 ? 0 : ShortestPauseS + (LongestPauseS - ShortestPauseS) * draw.NextDouble();
        return new(recording, offset, lengthsS[recording] * share, pause);
    }

    // A generator of its own for each call: no line's history shifts another's.
    private Random Draw(int line, int index) => new(unchecked(seed * 1_000_003 + line * 10_007 + (index + 1) * 101));
}
