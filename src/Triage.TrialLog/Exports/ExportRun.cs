using Triage.TrialLog.Exports.Fhir;
using Triage.TrialLog.Exports.HubSante;
using Triage.TrialLog.Exports.Omop;
using Triage.TrialLog.Exports.Packages;
using Triage.TrialLog.Exports.Tables;

namespace Triage.TrialLog.Exports;

/// <summary>What came of an export.</summary>
/// <param name="Files">Files in it, checksums included.</param>
/// <param name="Notices">What whoever exports or receives it should know.</param>
public sealed record ExportResult(string Path, long Calls, long Outages, int Files, long Bytes, IReadOnlyList<ExportNotice> Notices);

/// <summary>
/// Makes an export: one pass over the calls in constant memory into a passing folder, checksums, and only then the real name.
/// Cancelled or failed, nothing stands at the target.
/// </summary>
public sealed class ExportRun
{
    private readonly ExportOptions _options;
    private readonly Func<string, Stream>? _create;

    public ExportRun(ExportOptions options)
        : this(options, null)
    {
    }

    /// <param name="create">Creates a file; null: on the disk.</param>
    internal ExportRun(ExportOptions options, Func<string, Stream>? create) => (_options, _create) = (options, create);

    /// <param name="target">The zip of a package, the folder of any other format; nothing may stand there yet.</param>
    /// <param name="chain">Puts the chained events into a folder for the package, other formats do not ask; null: the package goes without them and says so.</param>
    /// <param name="progress">Calls written so far; called on the thread that writes.</param>
    /// <exception cref="ExportException">The target is taken, or a value that the format cannot hold.</exception>
    /// <exception cref="IOException">The disk is full or gone.</exception>
    public async Task<ExportResult> WriteAsync(
        EvaluationData data, ExportFormat format, string target, ChainSource? chain = null, Action<long>? progress = null, CancellationToken ct = default)
    {
        var place = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target));
        using var folder = new ExportFolder(place, _create);
        await using var writer = await OpenAsync(folder, format, ct);
        var calls = 0L;
        await foreach (var dossier in data.Calls.WithCancellation(ct))
        {
            ct.ThrowIfCancellationRequested();
            await writer.WriteAsync(dossier, ct);
            calls++;
            progress?.Invoke(calls);
        }
        var outages = 0L;
        await foreach (var outage in data.Outages.WithCancellation(ct))
        {
            await writer.WriteAsync(outage, ct);
            outages++;
        }
        await writer.CompleteAsync(ct);
        var notices = Notices(writer);
        if (format == ExportFormat.Package)
        {
            if (chain is null)
                notices.Add(ExportNotice.WithoutChain);
            else
                await chain(folder.Staging, ct);
            folder.Adopt();
        }
        for (var i = 0; i < _options.Protocols.Count; i++)
            folder.WriteText(RecordedProtocol.FileOf(i), _options.Protocols[i].Json);
        folder.WriteText("README.md", ExportReadme.Write(new(format, calls, outages, chain is not null, notices), _options));
        folder.WriteChecksums();
        ct.ThrowIfCancellationRequested();
        var result = new ExportResult(place, calls, outages, folder.Files.Count, folder.Files.Sum(f => f.Bytes), notices);
        if (format != ExportFormat.Package)
        {
            folder.Publish();
            return result;
        }
        await PackageZip.WriteAsync(folder, _options.CreatedAt, ct);
        return result with { Bytes = new FileInfo(place).Length };
    }

    private async ValueTask<IExportWriter> OpenAsync(ExportFolder folder, ExportFormat format, CancellationToken ct) => format switch
    {
        ExportFormat.Package => await TableSetWriter.CreateAsync(folder, _options, csv: true, parquet: true, ct),
        ExportFormat.Csv => await TableSetWriter.CreateAsync(folder, _options, csv: true, parquet: false, ct),
        ExportFormat.Parquet => await TableSetWriter.CreateAsync(folder, _options, csv: false, parquet: true, ct),
        ExportFormat.Fhir => new FhirWriter(folder, _options),
        ExportFormat.Omop => new OmopWriter(folder, _options),
        ExportFormat.RsEda => new RsEdaWriter(folder, _options),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "unknown format"),
    };

    private static List<ExportNotice> Notices(IExportWriter writer) => writer switch
    {
        TableSetWriter { SmallCells: { Small: > 0 } cells } => [ExportNotice.SmallCells(cells)],
        RsEdaWriter { LeftOut: > 0 } drafts => [ExportNotice.LeftOut(drafts.LeftOut)],
        OmopWriter omop => [.. ExportNotice.Omop(omop)],
        _ => [],
    };
}

/// <summary>Puts the chained events of the log, as files, below a folder; the package takes what it finds there.</summary>
public delegate Task ChainSource(string folder, CancellationToken ct);
