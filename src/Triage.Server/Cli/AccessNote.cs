using Microsoft.Data.Sqlite;
using Triage.Server.Hosting;
using Triage.TrialLog.Log;
using Triage.TrialLog.Log.Entries;

namespace Triage.Server.Cli;

/// <summary>
/// What a command took out of the evidence log, written into that log. It has one writer: while the appliance runs, or without the
/// log's keys, nothing can be written, and the command says so.
/// </summary>
internal static class AccessNote
{
    /// <param name="what">Code of <see cref="AccessEntry"/>.</param>
    public static async Task WriteAsync(CliEnvironment environment, EvidenceFolder folder, string what, string scope)
    {
        var missing = Array.Find([folder.PseudonymKey, folder.SigningKey, folder.ContentKey], key => !File.Exists(key));
        if (missing is not null)
        {
            // A copy for evaluators: opening it would make keys of its own.
            Refused(environment, $"pas de clé {missing}");
            return;
        }
        try
        {
            await using var log = EvidenceLog.Open(new() { Folder = folder, Time = environment.Time, Software = EvidenceComposition.Software });
            await log.AppendAsync(new AccessEntry(log.PersonKey(environment.Account), what, scope));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            Refused(environment, e.Message);
        }
    }

    private static void Refused(CliEnvironment environment, string why) =>
        environment.Error.WriteLine($"triage : cet accès n'est pas inscrit au journal ({why})");
}
