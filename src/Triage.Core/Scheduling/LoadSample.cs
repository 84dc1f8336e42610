namespace Triage.Core.Scheduling;

/// <summary>What live calls ask of the lanes at full service, in lane seconds per second.</summary>
/// <param name="Finals">Finals and assessments, as they were run.</param>
/// <param name="CallerPartials">Partials of callers, wanted at the full rate whether served or not.</param>
/// <param name="OtherPartials">Partials of all other channels.</param>
public readonly record struct LaneDemand(double Finals, double CallerPartials, double OtherPartials)
{
    /// <summary>The demand that is left on a step of the ladder.</summary>
    public double At(LoadStep step) => step switch
    {
        LoadStep.Full => Finals + CallerPartials + OtherPartials,
        LoadStep.SlowerPartials => Finals + (CallerPartials + OtherPartials) / 2,
        LoadStep.CallerPartialsOnly => Finals + CallerPartials / 2,
        _ => Finals,
    };
}

/// <summary>One look at the load.</summary>
/// <param name="Lanes">Lanes that serve it.</param>
/// <param name="DroppedShare">Partials dropped among those dropped or finished, in [0,1].</param>
/// <param name="LateFinals">Finals that came after their deadline since the last look, or that wait beyond it.</param>
public readonly record struct LoadSample(LaneDemand Demand, int Lanes, double DroppedShare, int LateFinals)
{
    public double UtilisationAt(LoadStep step) => Demand.At(step) / Lanes;
}
