using System.CommandLine;
using System.Text.Json;
using Triage.TrialLog.Statistics;

namespace Triage.Server.Cli;

/// <summary><c>triage trial size</c>: how many vital emergencies, and calls, a trial needs.</summary>
internal static class TrialSizeCommand
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, NewLine = "\n" };

    private sealed record Request(
        double? Shadow, double? Visible, double? HazardRatio, double EventShare, double Alpha, double Power, double CallsPerOperator, double Icc, double Variation,
        double? VitalShare, double ReferenceShare, double? Sensitivity, double HalfWidth, bool Json);

    public static Command Create(CliEnvironment environment)
    {
        static Option<double?> Maybe(string name, string description) => new(name) { Description = description, HelpName = "NOMBRE" };
        static Option<double> Given(string name, string description, double value) => new(name) { Description = description, HelpName = "NOMBRE", DefaultValueFactory = _ => value };
        var shadow = Maybe("--shadow", "Part reconnue à temps attendue dans le bras ombre");
        var visible = Maybe("--visible", "Part reconnue à temps attendue dans le bras visible");
        var ratio = Maybe("--hazard-ratio", "Rapport des risques instantanés de reconnaissance, visible sur ombre (au-delà de 1 : plus tôt)");
        var events = Given("--event-share", "Part des urgences vitales reconnues pendant l'appel, pour --hazard-ratio", 0.9);
        var alpha = Given("--alpha", "Risque de première espèce, bilatéral", 0.05);
        var power = Given("--power", "Puissance", 0.8);
        var perOperator = Given("--per-operator", "Urgences vitales par opérateur, en moyenne", 1);
        var icc = Given("--icc", "Corrélation intra-opérateur", 0);
        var variation = Given("--variation", "Coefficient de variation du nombre par opérateur", 0);
        var vital = Maybe("--vital-share", "Part d'urgences vitales parmi les appels : donne le nombre d'appels");
        var reference = Given("--reference-share", "Part des appels qui auront une référence", 1);
        var sensitivity = Maybe("--sensitivity", "Sensibilité attendue : urgences vitales pour l'estimer à --half-width près");
        var half = Given("--half-width", "Demi-largeur de l'intervalle de la sensibilité", 0.05);
        var json = new Option<bool>("--json") { Description = "Le résultat en JSON" };
        var command = new Command("size", "Calcule la taille d'un essai : deux proportions, ou délais, avec l'effet de grappe des opérateurs")
        {
            shadow, visible, ratio, events, alpha, power, perOperator, icc, variation, vital, reference, sensitivity, half, json,
        };
        command.SetAction(parsed => Run(environment, new(
            parsed.GetValue(shadow), parsed.GetValue(visible), parsed.GetValue(ratio), parsed.GetValue(events), parsed.GetValue(alpha), parsed.GetValue(power), parsed.GetValue(perOperator),
            parsed.GetValue(icc), parsed.GetValue(variation), parsed.GetValue(vital), parsed.GetValue(reference), parsed.GetValue(sensitivity), parsed.GetValue(half), parsed.GetValue(json))));
        return command;
    }

    private static int Run(CliEnvironment environment, Request request)
    {
        if (request.Shadow is null != request.Visible is null)
            throw CliFailureException.Usage("--shadow et --visible vont ensemble");
        if (request.Shadow is null && request.HazardRatio is null && request.Sensitivity is null)
            throw CliFailureException.Usage("donnez --shadow et --visible, ou --hazard-ratio, ou --sensitivity");
        if (request.VitalShare is { } v && !(v > 0 && v <= 1) || !(request.ReferenceShare > 0 && request.ReferenceShare <= 1))
            throw CliFailureException.Usage("--vital-share et --reference-share sont des parts au-dessus de 0, au plus 1");
        try
        {
            var effect = SampleSize.DesignEffect(request.CallsPerOperator, request.Icc, request.Variation);
            var shares = request.Shadow is { } a && request.Visible is { } b ? SampleSize.TwoProportions(a, b, request.Alpha, request.Power, effect) : null;
            var times = request.HazardRatio is { } ratio ? SampleSize.LogRank(ratio, request.EventShare, request.Alpha, request.Power, effect) : null;
            var positives = request.Sensitivity is { } s ? SampleSize.Sensitivity(s, request.HalfWidth) : (long?)null;
            long? Calls(long? vital) => vital is { } n && request.VitalShare is { } share ? (long)Math.Ceiling(n / share / request.ReferenceShare - 1e-9) : null;
            var calls = Calls(new[] { 2 * shares?.PerArm, 2 * times?.PerArm, positives }.Max());
            if (request.Json)
                environment.Out.WriteLine(JsonSerializer.Serialize(new { schema = "triage.trial.size/1", design_effect = effect, two_proportions = shares, log_rank = times, sensitivity_positives = positives, calls }, s_json));
            else
            {
                environment.Out.WriteLine($"Effet de grappe : {FrenchFigures.Number(effect, 2)} (prudent si chaque appel d'un opérateur est tiré au sort séparément).");
                if (shares is not null)
                    environment.Out.WriteLine($"Deux proportions : {shares.PerArm} urgences vitales par bras ({shares.Independent} sans effet de grappe).");
                if (times is not null)
                    environment.Out.WriteLine($"Délais : {times.PerArm} urgences vitales par bras, {times.Events} reconnaissances en tout ({times.Independent} par bras sans effet de grappe).");
                if (positives is not null)
                    environment.Out.WriteLine($"Sensibilité : {positives} urgences vitales avec référence.");
                if (calls is not null)
                    environment.Out.WriteLine($"Soit {calls} appels en tout pour le plus grand de ces nombres.");
            }
            return ExitCodes.Done;
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw CliFailureException.Usage($"valeur hors limites : {Named(e.ParamName)} = {e.ActualValue}");
        }
    }

    private static string Named(string? parameter) => parameter switch
    {
        "control" => "--shadow",
        "treated" => "--visible (différente de --shadow)",
        "hazardRatio" => "--hazard-ratio (au-dessus de 0, différent de 1)",
        "eventShare" => "--event-share",
        "meanSize" => "--per-operator (au moins 1)",
        "intraclassCorrelation" => "--icc (de 0 à 1)",
        "expected" => "--sensitivity",
        "halfWidth" => "--half-width",
        _ => $"--{parameter}",
    };
}
