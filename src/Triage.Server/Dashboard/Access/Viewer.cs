using Triage.Core.Calls;

namespace Triage.Server.Dashboard.Access;

/// <summary>Who sits before a screen.</summary>
public enum ViewerRole
{
    /// <summary>Medecin regulateur: sees calls and decides.</summary>
    RegulatingDoctor,

    /// <summary>Assistant de regulation medicale: sees calls and decides.</summary>
    Arm,

    /// <summary>Looks after the machine: sees that calls run and how they sound, no word of them.</summary>
    It,

    /// <summary>Reads calls and what was decided; decides nothing.</summary>
    Evaluator,
}

/// <summary>The person before a screen, as far as the appliance knows.</summary>
/// <param name="Name">Account name; leaves the appliance as a pseudonym only.</param>
public sealed record Viewer(string Name, ViewerRole Role)
{
    public bool ReadsContent => Role != ViewerRole.It;

    /// <summary>Sees where a trial stands. Those who take calls do not: counts could tell them what to expect.</summary>
    public bool FollowsTrial => Role is ViewerRole.Evaluator or ViewerRole.It;

    public bool Decides => Decider is not null;

    /// <summary>The role under which decisions are recorded; null: none are.</summary>
    public DeciderRole? Decider => Role switch
    {
        ViewerRole.RegulatingDoctor => DeciderRole.RegulatingDoctor,
        ViewerRole.Arm => DeciderRole.Arm,
        _ => null,
    };
}
