using System.CommandLine;
using System.Globalization;
using Triage.Server.Configuration;
using Triage.TrialLog.Chain;

namespace Triage.Server.Cli;

/// <summary><c>triage log verify</c>: whether a log, live or exported, is whole; offline, and without any secret.</summary>
internal static class LogVerifyCommand
{
    public const string Schema = "triage.log.verify/1";

    public static Command Create(CliEnvironment environment)
    {
        var export = new Argument<string?>("EXPORT")
        {
            Description = "Journal ou export, dossier ou zip (par défaut le journal de la configuration)", Arity = ArgumentArity.ZeroOrOne,
        };
        var key = new Option<string?>("--public-key") { Description = "Clé publique Ed25519 reçue par ailleurs : fichier de 64 chiffres hexadécimaux ou de 32 octets", HelpName = "FICHIER" };
        var heads = new Option<string?>("--heads") { Description = "Têtes signées conservées ailleurs (heads.ndjson)", HelpName = "FICHIER" };
        var json = new Option<bool>("--json") { Description = "Le résultat en JSON sur la sortie standard" };
        var config = ConfigurationOption.Create();
        var command = new Command("verify", "Vérifie la chaîne des événements et les têtes signées, hors ligne") { export, key, heads, json, config };
        command.SetAction(async (parsed, ct) =>
        {
            var path = parsed.GetValue(export) is { } named
                ? Path.Combine(environment.Folder, named)
                : TriageConfiguration.Load(parsed.GetValue(config), environment.Folder).Evidence.At(environment.Folder).Path;
            var verifier = new ChainVerifier
            {
                PublicKey = parsed.GetValue(key) is { } file ? ReadKey(Path.Combine(environment.Folder, file)) : null,
                WitnessFile = parsed.GetValue(heads) is { } witnesses ? Path.Combine(environment.Folder, witnesses) : null,
            };
            var report = await verifier.VerifyAsync(path, ct);
            foreach (var problem in report.Problems)
                environment.Error.WriteLine($"triage : {problem}");
            environment.Out.WriteLine(parsed.GetValue(json) ? Json(report) : Text(report));
            return report.Whole ? ExitCodes.Done : ExitCodes.Failed;
        });
        return command;
    }

    private static string ReadKey(string path)
    {
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : throw CliFailureException.Usage($"--public-key : {path} n'existe pas");
        if (bytes.Length == 32)
            return Convert.ToHexStringLower(bytes);
        var text = System.Text.Encoding.ASCII.GetString(bytes).Trim();
        return text.Length == 64 && text.All(char.IsAsciiHexDigit)
            ? text.ToLowerInvariant()
            : throw CliFailureException.Usage($"--public-key : {path} n'est pas une clé Ed25519 ; attendu : 64 chiffres hexadécimaux ou 32 octets");
    }

    private static string Text(VerificationReport report)
    {
        var lines = new List<string>
        {
            report.Whole
                ? Invariant($"Journal intact : {report.Events} événements, {report.Heads} têtes signées, dernière {Describe(report.LastHead)}.")
                : Invariant($"JOURNAL ALTÉRÉ : {report.Problems.Count} anomalie(s) sur {report.Events} événements ; la première : {report.Problems[0]}."),
        };
        if (report.PublicKey is { } key)
            lines.Add($"Clé publique : {key}");
        lines.AddRange(report.Notes.Select(n => $"À savoir : {n}."));
        return string.Join('\n', lines);
    }

    private static string Describe(DayHead? head) => head is null ? "aucune" : Invariant($"du {head.Date} jusqu'à l'événement {head.LastSequence}");

    private static string Json(VerificationReport report) => ReportJson.Write(Schema, json =>
    {
        json.WriteBoolean("whole", report.Whole);
        json.WriteString("log", report.Log);
        json.WriteNumber("events", report.Events);
        json.WriteNumber("last_sequence", report.LastSequence);
        if (report.FirstBroken is { } broken)
            ReportJson.Object(json, "first_broken", () =>
            {
                json.WriteNumber("sequence", broken.Sequence);
                json.WriteString("what", broken.What);
            });
        else
            json.WriteNull("first_broken");
        json.WriteNumber("heads", report.Heads);
        if (report.LastHead is { } head)
            ReportJson.Object(json, "last_head", () =>
            {
                json.WriteString("date", head.Date);
                json.WriteNumber("last_sequence", head.LastSequence);
                json.WriteString("hash", head.Hash);
            });
        else
            json.WriteNull("last_head");
        json.WriteNumber("unsigned_tail", report.UnsignedTail);
        json.WriteString("public_key", report.PublicKey);
        json.WriteBoolean("public_key_given", report.KeyWasGiven);
        foreach (var (name, texts) in new[] { ("problems", report.Problems), ("notes", report.Notes) })
        {
            json.WriteStartArray(name);
            foreach (var text in texts)
                json.WriteStringValue(text);
            json.WriteEndArray();
        }
    });

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
