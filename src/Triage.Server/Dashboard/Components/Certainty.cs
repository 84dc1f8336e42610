using Triage.Core.Assessment;

namespace Triage.Server.Dashboard.Components;

/// <summary>How sure the appliance is, as a word: people read a word right and a percentage as more than it is.</summary>
public enum Certainty
{
    /// <summary>A safety rule asks for it; it has no probability.</summary>
    Rule,
    High,
    Medium,
    Low,
}

/// <summary>From calibrated probabilities to words.</summary>
public static class CertaintyWords
{
    /// <summary>Right nine times in ten or more.</summary>
    private const double High = 0.9;

    /// <summary>Right two times in three or more.</summary>
    private const double Medium = 0.66;

    public static Certainty Of(ScaleReading<Priority> priority) => priority.Rule is not null ? Certainty.Rule : Of(priority.Probability);

    public static Certainty Of(double probability) => probability >= High ? Certainty.High : probability >= Medium ? Certainty.Medium : Certainty.Low;
}
