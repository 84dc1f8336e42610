using Triage.Core.Scheduling;

namespace Triage.Core.Calls;

/// <summary>What a call's readers are told when the ladder moves: one event for each step taken, up or down.</summary>
internal sealed class LoadNotice(Action<CallEvent> emit)
{
    private LoadStep _told;

    public void Follow(LoadStep step)
    {
        while (_told < step)
            emit(Notice(++_told, true));
        while (_told > step)
            emit(Notice(_told--, false));
    }

    private static Degraded Notice(LoadStep step, bool active)
    {
        var (what, began, ended) = step switch
        {
            LoadStep.SlowerPartials => ("partials_slower", "Charge élevée : le texte en cours est rafraîchi moins souvent.", "Le texte en cours est de nouveau rafraîchi au rythme normal."),
            LoadStep.CallerPartialsOnly => ("partials_caller_only", "Charge élevée : texte en cours pour l'appelant seulement.", "Le texte en cours revient pour toutes les voies."),
            LoadStep.NoPartials => ("partials_off", "Charge élevée : plus de texte en cours ; les phrases finies sont transcrites.", "Le texte en cours de l'appelant revient."),
            LoadStep.LateFinals => ("finals_late", "Surcharge : les phrases finies arrivent en retard ; aucune n'est perdue.", "Les phrases finies arrivent de nouveau à temps."),
            _ => ("calls_refused", "Surcharge : les nouveaux appels ne sont plus analysés ; cet appel continue.", "Les nouveaux appels sont de nouveau analysés."),
        };
        return new Degraded(what, active ? began : ended, active);
    }
}
