using System.Reflection;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Tests.Records;

public sealed class RecordTests
{
    // Words of a call can only stand where this list allows it; whoever adds a text to a record decides here what it may hold.
    private static readonly HashSet<string> s_texts =
    [
        "CallKey", "OperatorKey", "ViewerKey", "DeciderKey", "AdjudicatorKey", "Site", "Protocol", "Stratum", "EndReason", "OperatorRole", "CallerKind", "Origin",
        "PatientSex", "Exclusion", "Contamination", "Language", "Rule", "Software", "Configuration", "SpeechModel", "TriageModel", "Motive", "Model", "Code", "Quote",
        "Screen", "Reason", "Source", "What",
    ];

    [Fact]
    public void Records_Texts_AreKnownByName()
    {
        var records = typeof(CallDossier).Assembly.GetTypes().Where(t => t.Namespace == typeof(CallDossier).Namespace && t.IsClass && t.IsPublic).ToList();
        Assert.True(records.Count > 8);
        Assert.All(
            records.SelectMany(r => r.GetProperties(BindingFlags.Instance | BindingFlags.Public)).Where(p => p.PropertyType == typeof(string)),
            p => Assert.Contains(p.Name, s_texts));
    }
}
