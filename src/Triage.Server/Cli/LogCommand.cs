using System.CommandLine;

namespace Triage.Server.Cli;

/// <summary><c>triage log</c>: the evidence log and what is made of it.</summary>
internal static class LogCommand
{
    public static Command Create(CliEnvironment environment) =>
        new("log", "Vérifie le journal de preuve, l'exporte, en tire un rapport")
        {
            LogVerifyCommand.Create(environment),
            LogExportCommand.Create(environment),
            LogReportCommand.Create(environment),
        };
}
