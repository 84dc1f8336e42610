using System.Globalization;
using System.Text;
using Triage.Core.Scheduling;
using Triage.Inference.Profiles;
using Triage.Server.Calibration;

namespace Triage.Server.Cli;

/// <summary>A calibration for a person.</summary>
internal static class CalibrationTable
{
    private static readonly CultureInfo s_french = new("fr");

    public static string Render(CalibrationReport report, HardwareProfile profile)
    {
        var text = new StringBuilder();
        text.Append(s_french, $"Machine  {report.Host.MachineOf(profile.Provider)}\n\n");
        text.Append("Lignes x fils    appels possibles    charge d'un appel    finals médiane / p95 (ms)    provisoires médiane / p95 (ms)\n");
        foreach (var c in report.Choices)
            text.Append(s_french, $"{c.Choice,-13}    {c.Calls,16:F1}    {c.CallDemand,17:F3}    {c.FinalsMs.Median,15:F0} / {c.FinalsMs.P95,-7:F0}    {c.PartialsMs.Median,20:F0} / {c.PartialsMs.P95:F0}{(c == report.Best ? "  retenu" : "")}\n");
        text.Append('\n').Append("Étape (toutes les lignes occupées)          médiane (ms)     p95 (ms)\n");
        foreach (var step in report.Best.Steps)
            text.Append(s_french, $"{Name(step),-40}    {step.Milliseconds.Median,12:F2}    {step.Milliseconds.P95,9:F2}\n");
        text.Append(s_french, $"\nPart des cœurs obtenue pendant la mesure  {report.CoreShare:P0}");
        text.Append(s_french, $"\nAppels admis  {profile.MaxCalls}\n");
        if (report.Best.FinalsMs.P95 > profile.FinalBudget.TotalMilliseconds)
            text.Append(s_french, $"ATTENTION : 95 % des finals demandent {report.Best.FinalsMs.P95:F0} ms de calcul, plus que les {profile.FinalBudget.TotalMilliseconds:F0} ms permises : machine trop lente pour ce modèle\n");
        return text.ToString();
    }

    private static string Name(MeasuredStep step) => step.Shape.Kind switch
    {
        StepKind.Encode => $"encodeur, fenêtre de {step.Shape.Size} s, lot de {step.Batch}",
        StepKind.Decode => $"décodeur, {step.Shape.Size} {(step.Shape.Size > 1 ? "jetons" : "jeton")}, lot de {step.Batch}",
        _ => "triage, un tour de parole",
    };
}
