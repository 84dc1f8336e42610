using System.CommandLine;
using System.CommandLine.Parsing;
using Triage.Core.Audio;
using Triage.Inference;
using Triage.Inference.Models;
using Triage.Inference.Whisper;
using Triage.Server.Configuration;
using Triage.Training.Evaluation;
using Triage.Training.Synthesis;

namespace Triage.Server.Cli;

/// <summary>
/// <c>triage evaluate speech</c>: word error rate and more on labelled audio; segment by segment, or each recording as a call
/// through a desk in this process. No network. The models and settings are those of the site's configuration.
/// </summary>
internal static class EvaluateSpeechCommand
{
    private const string Streaming = "streaming";
    private const string Offline = "offline";

    private sealed record Request(string Manifest, string Mode, bool Json, string? Config, string? Confusions);

    public static Command Create(CliEnvironment environment)
    {
        var manifest = new Option<string>("--manifest")
        {
            Description = "Audio annoté, un objet JSON par ligne : audio, channel, start_s, end_s, text", HelpName = "FICHIER", Required = true,
        };
        var mode = new Option<string>("--mode")
        {
            Description = "streaming : chaque enregistrement comme un appel en cours ; offline : chaque segment d'un bloc",
            HelpName = "streaming|offline",
            CustomParser = ParseMode,
            DefaultValueFactory = _ => Streaming,
        };
        var json = new Option<bool>("--json") { Description = "Le rapport en JSON sur la sortie standard" };
        var config = ConfigurationOption.Create();
        // For the makers of the content of the synthetic calls (docs/training.md), not for a site.
        var confusions = new Option<string?>("--confusions") { Description = "Écrit aussi les confusions de mots comptées (YAML) ; avec --mode offline", HelpName = "FICHIER", Hidden = true };
        var command = new Command("speech", "Mesure le taux d'erreur de mots sur de l'audio annoté") { manifest, mode, json, config, confusions };
        command.Validators.Add(result =>
        {
            if (result.GetResult(confusions) is { Implicit: false } && result.GetValue(mode) != Offline)
                result.AddError("--confusions ne sert qu'avec --mode offline");
        });
        command.SetAction((parsed, ct) => RunAsync(environment, new(
            Path.Combine(environment.Folder, parsed.GetRequiredValue(manifest)), parsed.GetRequiredValue(mode), parsed.GetValue(json), parsed.GetValue(config),
            parsed.GetValue(confusions) is { } file ? Path.Combine(environment.Folder, file) : null), ct));
        return command;
    }

    private static async Task<int> RunAsync(CliEnvironment environment, Request request, CancellationToken ct)
    {
        var manifest = Read(request);
        var configuration = TriageConfiguration.Load(request.Config, environment.Folder);
        var evaluation = new SpeechEvaluation(CriticalTerms.Embedded(), environment.Time);
        var confusions = request.Confusions is null ? null : new ConfusionCounts(ContentLibrary.LoadEmbedded().MeaningfulWords);
        try
        {
            var report = await WorkProgress.RunAsync(environment, request.Json, progress => request.Mode == Streaming
                ? StreamAsync(environment, evaluation, manifest, configuration, progress, ct)
                : DecodeAsync(evaluation, manifest, configuration, confusions, progress, ct));
            if (confusions is not null)
                WriteFile(request.Confusions!, confusions.ToYaml());
            environment.Out.WriteLine(request.Json ? report.ToJson() : SpeechReportTable.Render(report).TrimEnd());
            return ExitCodes.Done;
        }
        catch (WavFormatException e)
        {
            throw CliFailureException.Work($"{manifest.Name} : enregistrement illisible ({e.Message})", e);
        }
    }

    private static SpeechManifest Read(Request request)
    {
        if (!File.Exists(request.Manifest))
            throw CliFailureException.Usage($"--manifest : {request.Manifest} n'existe pas");
        try
        {
            var manifest = SpeechManifest.Read(request.Manifest);
            if (request.Mode == Streaming)
                CheckChannels(manifest);
            return manifest;
        }
        catch (SpeechManifestException e)
        {
            throw CliFailureException.Work($"manifeste inutilisable : {e.Message}", e);
        }
        catch (WavFormatException e)
        {
            throw CliFailureException.Work($"{request.Manifest} : enregistrement illisible ({e.Message})", e);
        }
    }

    /// <summary>A call answers channel by channel: labels of another channel would count as words never heard.</summary>
    private static void CheckChannels(SpeechManifest manifest)
    {
        foreach (var recording in manifest.Segments.GroupBy(s => s.Audio, StringComparer.Ordinal))
        {
            using var file = File.OpenRead(recording.Key);
            var channels = WavReader.Open(file).Channels;
            if (recording.FirstOrDefault(s => channels == 1 ? s.Channel is not null : s.Channel is null || s.Channel >= channels) is { } wrong)
                throw CliFailureException.Work(
                    $"manifeste inutilisable : {Path.GetFileName(recording.Key)} compte {channels} {(channels > 1 ? "canaux" : "canal")}, et un segment {(wrong.Channel is { } named ? $"nomme le canal {named}" : "n'en nomme aucun")} ; "
                    + (channels == 1 ? "laisser « channel » vide" : "donner « channel » : 0 ou 1"));
        }
    }

    private static Task<SpeechReport> StreamAsync(
        CliEnvironment environment, SpeechEvaluation evaluation, SpeechManifest manifest, TriageConfiguration configuration, WorkProgress progress, CancellationToken ct) =>
        EvaluationDesk.UseAsync(environment, configuration, progress, desk =>
        {
            var recordings = manifest.Segments.Select(s => s.Audio).Distinct(StringComparer.Ordinal).Count();
            return evaluation.RunStreamingAsync(manifest, new CountedCalls(new DeskTranscriber(desk), recordings, progress), ct);
        }, ct);

    private static async Task<SpeechReport> DecodeAsync(
        SpeechEvaluation evaluation, SpeechManifest manifest, TriageConfiguration configuration, ConfusionCounts? confusions, WorkProgress progress, CancellationToken ct)
    {
        progress.Report("Chargement des modèles", 0);
        var model = ModelCatalog.Open(ModelsOption.FolderOf(configuration)).Speech(configuration.Models.Speech);
        using var recognizer = WhisperLoader.Open(model, new ComputeOptions(configuration.Compute.ThreadsPerLane ?? 1));
        var segments = new CountedSegments(new RecognizerTranscriber(recognizer, configuration.Speech.Options), manifest.Segments.Count, progress);
        return await evaluation.RunOfflineAsync(manifest, segments, ct, confusions);
    }

    private static void WriteFile(string path, string text)
    {
        try
        {
            File.WriteAllText(path, text);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw CliFailureException.Work($"{path} : écriture impossible ({e.Message})", e);
        }
    }

    private static string ParseMode(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (text is not (Streaming or Offline))
            result.AddError($"--mode vaut « {text} » ; attendu : {Streaming} ou {Offline}");
        return text;
    }

    private sealed class CountedCalls(ICallTranscriber transcriber, int total, WorkProgress progress) : ICallTranscriber
    {
        private int _done;

        public async ValueTask<CallTranscription> TranscribeAsync(string audio, CancellationToken cancellation)
        {
            var heard = await transcriber.TranscribeAsync(audio, cancellation);
            _done++;
            progress.Report("Enregistrements", (double)_done / total, $"{_done} sur {total}");
            return heard;
        }
    }

    private sealed class CountedSegments(ISegmentTranscriber transcriber, int total, WorkProgress progress) : ISegmentTranscriber
    {
        private int _done;

        public async ValueTask<SegmentTranscription> TranscribeAsync(SpeechSegment segment, CancellationToken cancellation)
        {
            var heard = await transcriber.TranscribeAsync(segment, cancellation);
            _done++;
            progress.Report("Segments", (double)_done / total, $"{_done} sur {total}");
            return heard;
        }
    }
}
