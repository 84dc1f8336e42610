using Triage.Training.Heads;

namespace Triage.Server.Cli;

/// <summary>A file of labelled calls named on the command line.</summary>
internal static class LabelledCallsFile
{
    /// <param name="option">The option that named it, for the message.</param>
    /// <exception cref="CliFailureException">It does not exist, is no file of labelled calls, or holds none.</exception>
    public static IReadOnlyList<LabelledCall> Read(string path, string option)
    {
        if (!File.Exists(path))
            throw CliFailureException.Usage($"{option} : {path} n'existe pas");
        try
        {
            var calls = LabelledCall.ReadAll(path);
            return calls.Count > 0 ? calls : throw CliFailureException.Work($"appels inutilisables : {path} n'en contient aucun");
        }
        catch (InvalidDataException e)
        {
            throw CliFailureException.Work($"appels inutilisables : {e.Message}", e);
        }
    }
}
