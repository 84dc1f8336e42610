using System.CommandLine;

namespace Triage.Server.Cli;

/// <summary><c>triage trial</c>: planning a trial, and its reference standard.</summary>
internal static class TrialCommand
{
    public static Command Create(CliEnvironment environment) => new("trial", "Prépare un essai : taille, simulation, jugements de la référence")
    {
        TrialSimulateCommand.Create(environment), TrialSizeCommand.Create(environment), TrialAdjudicateCommand.Create(environment),
    };
}
