using Triage.Core.Calls;

namespace Triage.TrialLog.Log;

/// <summary>How much of the speech of a call had both speaking at once.</summary>
internal static class Overlap
{
    /// <param name="speech">Utterances of all channels in any order, media seconds.</param>
    /// <returns>0 to 1; null when nobody spoke, or on one mixed channel, where it cannot be told.</returns>
    public static double? Share(IReadOnlyList<(CallChannel Channel, double StartS, double EndS)> speech)
    {
        if (speech.Count == 0 || speech.Any(s => s.Channel == CallChannel.Mixed))
            return null;
        // A sweep over the ends of utterances: how many speak between two of them.
        var ends = speech.SelectMany(s => new[] { (At: s.StartS, Step: 1), (At: s.EndS, Step: -1) }).OrderBy(e => e.At).ThenBy(e => e.Step).ToList();
        var (speaking, any, both) = (0, 0.0, 0.0);
        for (var i = 0; i + 1 < ends.Count; i++)
        {
            speaking += ends[i].Step;
            var length = ends[i + 1].At - ends[i].At;
            any += speaking >= 1 ? length : 0;
            both += speaking >= 2 ? length : 0;
        }
        return any > 0 ? both / any : null;
    }
}
