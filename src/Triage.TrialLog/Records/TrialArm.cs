namespace Triage.TrialLog.Records;

/// <summary>What a unit of the trial is allocated to.</summary>
public enum TrialArm
{
    /// <summary>Computed and recorded, never shown.</summary>
    Shadow,

    /// <summary>Shown to humans.</summary>
    Visible,
}
