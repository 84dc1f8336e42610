using System.Globalization;
using Triage.TrialLog.Exports.HubSante;
using Triage.TrialLog.Exports.Omop;
using Triage.TrialLog.Exports.Tables;

namespace Triage.TrialLog.Exports;

/// <summary>One sentence, without its full stop, that whoever exports (French) and whoever receives (English) should know.</summary>
public sealed record ExportNotice(string English, string French)
{
    internal static ExportNotice WithoutChain { get; } = new(
        "The chain of events is not in this package, which by itself does not prove that nothing was changed",
        "la chaîne des événements n'est pas dans ce paquet : il ne prouve pas à lui seul que rien n'a été changé");

    internal static ExportNotice SmallCells(SmallCells cells) => new(
        Text($"{cells.SmallCalls} calls are in {cells.Small} combinations of age, sex, caller and origin with fewer than {cells.Threshold} calls ({Tables.SmallCells.FileName}): people could be recognised"),
        Text($"{cells.SmallCalls} appels sont dans {cells.Small} combinaisons d'âge, de sexe, d'appelant et de provenance de moins de {cells.Threshold} appels ({Tables.SmallCells.FileName}) : des personnes pourraient être reconnues"));

    internal static ExportNotice LeftOut(long calls) => new(
        Text($"{calls} calls have no message, for want of a human's validation that can be stated ({RsEdaWriter.LeftOutFile} says why)"),
        Text($"{calls} appels sont sans message, faute de validation humaine utilisable ({RsEdaWriter.LeftOutFile} dit pourquoi)"));

    internal static IEnumerable<ExportNotice> Omop(OmopWriter omop)
    {
        if (omop.WithoutAge > 0)
            yield return new(
                Text($"{omop.WithoutAge} patients of unknown age have year_of_birth {OmopWriter.UnknownYear}, because the CDM does not let it be missing: leave them out of any analysis by age"),
                Text($"{omop.WithoutAge} patients d'âge inconnu portent year_of_birth {OmopWriter.UnknownYear}, que le CDM ne permet pas d'omettre : les écarter de toute analyse par âge"));
        if (omop.Shortened > 0)
            yield return new(
                Text($"{omop.Shortened} values are cut to the characters that value_as_string holds; the tables of the package have them whole"),
                Text($"{omop.Shortened} valeurs sont coupées à la longueur de value_as_string ; les tables du paquet les donnent en entier"));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
