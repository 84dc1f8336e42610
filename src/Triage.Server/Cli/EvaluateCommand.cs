using System.CommandLine;

namespace Triage.Server.Cli;

/// <summary><c>triage evaluate</c>: recognition and triage against labelled data.</summary>
internal static class EvaluateCommand
{
    public static Command Create(CliEnvironment environment) =>
        new("evaluate", "Mesure la reconnaissance de parole ou le triage sur des données annotées")
        {
            EvaluateSpeechCommand.Create(environment),
            EvaluateTriageCommand.Create(environment),
        };
}
