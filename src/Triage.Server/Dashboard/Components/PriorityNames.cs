using Triage.Core.Assessment;
using Triage.Server.Cli;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Dashboard.Components;

/// <summary>The official French labels of Hub Sante's code lists, as the terminal shows them too.</summary>
public static class PriorityNames
{
    public static string Of(Priority priority) => FrenchTexts.Priority((V1.Priority)(priority + 1));

    public static string Of(CareLevel level) => FrenchTexts.CareLevel((V1.CareLevel)(level + 1));

    public static string Finding(string code) => FrenchTexts.Finding(code);

    /// <summary>Label of a motive; the code itself when the list does not hold it.</summary>
    public static string Motive(string code) => MotiveCatalogue.TryIndexOf(code, out var index) ? MotiveCatalogue.All[index].Label : code;
}
