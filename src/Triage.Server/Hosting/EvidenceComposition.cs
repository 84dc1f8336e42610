using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Triage.Core.Telemetry;
using Triage.Core.Trial;
using Triage.Inference.Models;
using Triage.Server.Configuration;
using Triage.TrialLog.Log;

namespace Triage.Server.Hosting;

/// <summary>The evidence log in a host: opened before the listeners are, stopped after the last call has ended.</summary>
internal static class EvidenceComposition
{
    public static void Add(IServiceCollection services, EvidenceFolder folder, EvidenceConfiguration configuration)
    {
        services.AddSingleton(provider =>
        {
            var log = provider.GetRequiredService<ILogger<EvidenceLog>>();
            var opened = EvidenceLog.Open(new()
            {
                Folder = folder,
                Time = provider.GetRequiredService<TimeProvider>(),
                Software = Software,
                Site = configuration.Site,
                RetentionDays = configuration.RetentionDays,
                Metrics = provider.GetRequiredService<ApplianceMetrics>(),
                OnStatus = status => Report(log, status),
            });
            log.EvidenceOpened(folder.Path, opened.Opening.LastSequence);
            if (opened.Opening is { Clean: false } found)
                log.EvidenceNotClean(found.LastSequence, found.LostAtLeast, found.ContentWithoutEvent.Count, found.EventsWithoutContent.Count);
            return opened;
        });
        services.AddSingleton<IEvidenceLog>(provider => provider.GetRequiredService<EvidenceLog>());
        services.AddHostedService<RetentionJob>();
    }

    /// <summary>Version of the program.</summary>
    public static string Software { get; } =
        typeof(EvidenceComposition).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Names a speech model by the bytes of all its files: SHA-256 over the lines <c>SHA-256  FILE</c> of the manifest, in order of the files.</summary>
    public static string SpeechHash(string modelsFolder, string? speech)
    {
        var folder = (speech ?? ModelCatalog.EmbeddedSpeech) + "/";
        var files = ModelCatalog.Open(modelsFolder).Manifest.Files.Where(f => f.File.StartsWith(folder, StringComparison.Ordinal)).OrderBy(f => f.File, StringComparer.Ordinal);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(files.Select(f => $"{f.Sha256}  {f.File}\n")))));
    }

    private static void Report(ILogger log, EvidenceStatus status)
    {
        if (status.Storage is { } storage)
            log.EvidenceRefused(storage, status.Detail ?? "", status.Lost);
        else
            log.EvidenceTaken(status.Lost);
    }
}
