using System.Globalization;
using System.Text;
using Triage.Core.Assessment;
using Triage.Inference.Triage;

namespace Triage.Training.Heads;

/// <summary>Writes the card of a trained model from the training itself, so that no figure in it belongs to another model.</summary>
public static class ModelCardWriter
{
    public const string File = "MODEL_CARD.md";

    /// <summary>Markdown; equal trainings give equal text.</summary>
    public static string Write(TrainedModel model)
    {
        var (card, figures, data) = (model.Card, model.Figures, model.Data);
        var text = new StringBuilder();
        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
        Line($"# Triage model card");
        Line($"Written by the training run; do not edit. **Not validated by clinicians. A suggestion for a human who decides; not a medical device.**\n");
        Line($"| | |");
        Line($"|---|---|");
        Line($"| Graph | `{OnnxTriageModel.GraphFile}`, SHA-256 `{card.GraphSha256}` |");
        Line($"| Networks | average of {card.Members} turn networks and {card.Members} call heads; features {card.TurnFeatures}/{card.CallFeatures} |");
        Line($"| Seed | {card.Seed} |");
        Line($"| Calls | {card.Calls} synthetic: {data.TurnCalls} for the turn networks ({data.Turns} distinct turns), {data.CallCalls} for the call heads, {figures.Calls} held out |");
        Line($"| Words and labels of the calls | SHA-256 `{data.CallsSha256}` |");
        Line($"| Temperatures | finding {card.Temperatures.Finding:0.###}, motive {card.Temperatures.Motive:0.###}, priority {card.Temperatures.Priority:0.###}, care {card.Temperatures.Care:0.###} |");
        Line($"| Thresholds | mention {card.Limits.Mention:0.##}, confidence {card.Limits.Confidence:0.##}, words {card.Limits.Words}, vital {card.Limits.Vital:0.##}, urgency {card.Limits.Urgency:0.##} |");
        Line($"| Safety rules | {SafetyRules.All.Count}, versions in sum {SafetyRules.All.Sum(r => r.Version)}; they act whatever is trained |");
        Line($"\n## Data");
        Line($"Only calls of the project's own grammar (`src/Triage.Training/Content`), written from general knowledge of French emergency calls; no recording, real or simulated. Two thirds carry recogniser-like errors. Labels follow the grammar's rules. A test refuses any clause of four words or more that stands in a call quality is measured on.");
        Line($"\n## Held-out figures");
        Line($"One sentence in ten that states a finding is used in the held-out calls alone. Questions, openings, talk and most denials and doubts (their lists are short) are shared with training: expect less of real callers, most of all in the status. Figures on other calls: README.md beside this file.\n");
        Line($"| | {figures.Calls} held-out calls |");
        Line($"|---|---|");
        Line($"| Finding mentioned: precision / recall / F1 | {figures.MentionPrecision:F2} / {figures.MentionRecall:F2} / {figures.MentionF1:F2} |");
        Line($"| Finding present: F1 | {figures.PresentF1:F2} |");
        Line($"| Status of a rightly found finding | {figures.StatusAccuracy:F2} |");
        Line($"| Priority acceptable / exact | {figures.PriorityAcceptable:F2} / {figures.PriorityAccuracy:F2} |");
        Line($"| Under-triage (less urgent than every acceptable priority) | {figures.UnderTriage:F2} |");
        Line($"| P0 suggested of those labelled P0 | {figures.P0Recall:F2} |");
        Line($"| P0 suggested where P0 is not acceptable | {figures.FalseP0:F3} |");
        Line($"| Calibration error of the priority, without calls that a rule decides | {figures.CalibrationError:F2} |");
        Line($"| Motive acceptable: first / among three | {figures.MotiveTop1:F2} / {figures.MotiveTop3:F2} |");
        Line($"| Care level exact | {figures.CareAccuracy:F2} |");
        Line($"\n| Finding | calls | precision | recall | right status |");
        Line($"|---|---|---|---|---|");
        foreach (var f in figures.Findings)
            Line($"| {f.Code} | {f.Wanted} | {f.Precision:F2} | {f.Recall:F2} | {(f.Both == 0 ? 0 : (double)f.SameStatus / f.Both):F2} |");
        Line($"\n## Limits");
        Line($"- It knows the sentences of its grammar and what the encoder holds to be near them. Regional speech, children, other languages and people beside themselves are written from imagination, not measured.");
        Line($"- No figure here shows clinical benefit, and none was measured on real calls.");
        Line($"- Findings without a mention are unknown, not absent. Quotes show where the network looked, not a reason.");
        return text.ToString();
    }
}
