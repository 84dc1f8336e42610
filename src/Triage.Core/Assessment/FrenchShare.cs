using Triage.Core.Calls;

namespace Triage.Core.Assessment;

/// <summary>
/// Share of French function words in what the caller's side says: words alone tell another language when the recogniser was not
/// asked or not sure. Spoken French is made of them by half; a related language or none shares a few by chance.
/// </summary>
public sealed class FrenchShare
{
    /// <summary>Words before anything is concluded: a cry of three words has no function word.</summary>
    private const int Enough = 10;

    /// <summary>Below this the words are not French. At no moment of a sample or development call is the share below 0.39.</summary>
    private const double Least = 0.2;

    private static readonly HashSet<string> s_common = new(
        """
        je tu il elle on nous vous ils elles me te se lui leur moi toi y en le la les l un une des du de d au aux ce cet cette ces ça cela c
        mon ma mes ton ta tes son sa ses notre nos votre vos et ou mais donc or ni car que qu qui quoi dont où si comme quand parce pour par avec sans
        dans sur sous chez vers depuis entre pas ne n plus jamais rien personne oui non bonjour allô merci alors voilà bon ben euh là ici très bien
        ai as a avons avez ont suis es est sommes êtes sont était étais avait avais ait être avoir fait faire fais va vais allez peut peux faut j m t s
        mari femme fils fille mère père
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);

    private static readonly char[] s_marks = [.. " '’-.,;:!?…\"«»"];

    private int _words, _common;

    /// <summary>Enough was said, and hardly a French word is in it.</summary>
    public bool IsForeign => _words >= Enough && _common < Least * _words;

    public void Observe(SpokenTurn turn)
    {
        if (turn.Channel == CallChannel.Operator)
            return;
        foreach (var spoken in turn.Words)
            foreach (var word in spoken.Text.ToLowerInvariant().Split(s_marks, StringSplitOptions.RemoveEmptyEntries))
            {
                if (!word.Any(char.IsLetter))
                    continue;
                _words++;
                if (s_common.Contains(word))
                    _common++;
            }
    }
}
