using System.Globalization;
using System.Text;
using Triage.Core.Assessment;
using Triage.TrialLog.Exports.Tables;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports.Omop;

/// <summary>
/// OMOP CDM 5.4: a person and a visit for each call, an observation for each fact, suggestion, finding, decision, clock and
/// judgement, a note with its findings for each suggestion. Keys count rows of this export. Memory grows with the number of people
/// who work at the site only.
/// </summary>
internal sealed class OmopWriter : IExportWriter
{
    /// <summary>Year of birth of a patient whose age is not known: the CDM does not let it be missing.</summary>
    public const int UnknownYear = 0;

    private readonly ExportOptions _options;
    private readonly ExportFolder _folder;
    private readonly OmopTableWriter _person;
    private readonly OmopTableWriter _visit;
    private readonly OmopTableWriter _note;
    private readonly OmopTableWriter _noteNlp;
    private readonly OmopObservations _observations;
    private readonly OmopProviders _providers = new();

    public OmopWriter(ExportFolder folder, ExportOptions options)
    {
        (_folder, _options) = (folder, options);
        _person = new(OmopTable.Person, folder, options.Zone);
        _visit = new(OmopTable.VisitOccurrence, folder, options.Zone);
        _note = new(OmopTable.Note, folder, options.Zone);
        _noteNlp = new(OmopTable.NoteNlp, folder, options.Zone);
        _observations = new(folder, options.Zone, _providers);
    }

    /// <summary>Patients whose year of birth is <see cref="UnknownYear"/>.</summary>
    public long WithoutAge { get; private set; }

    /// <summary>Values that were cut to what the CDM holds.</summary>
    public long Shortened => _observations.Shortened;

    public ValueTask WriteAsync(CallDossier dossier, CancellationToken ct)
    {
        var call = dossier.Call;
        var operatorId = call.OperatorKey is { } key ? _providers.IdOf(key, call.OperatorRole) : (int?)null;
        var person = WritePerson(call);
        var visit = WriteVisit(call, person, operatorId);
        _observations.Write(dossier, person, visit);
        foreach (var suggestion in dossier.Suggestions)
            if (suggestion.Findings.Count > 0)
                WriteNote(suggestion, person, visit);
        return ValueTask.CompletedTask;
    }

    /// <summary>The CDM has no place for the outage of a machine; the tables hold it.</summary>
    public ValueTask WriteAsync(OutageRecord outage, CancellationToken ct) => ValueTask.CompletedTask;

    public async ValueTask CompleteAsync(CancellationToken ct)
    {
        using (var provider = new OmopTableWriter(OmopTable.Provider, _folder, _options.Zone))
            _providers.Write(provider);
        using (var source = new OmopTableWriter(OmopTable.CdmSource, _folder, _options.Zone))
            source
                .Text("Triage evaluation record").Text("triage").Text("The hospital that exported it").Text("Emergency calls, suggestions and human decisions; see README.md")
                .Missing().Text($"Triage {_options.Software}").Date(_options.CreatedAt).Date(_options.CreatedAt).Text("v5.4").Integer(OmopConcepts.Version54).Text("none")
                .End();
        foreach (var (file, text) in OmopSql.Scripts())
            _folder.WriteText(file, text);
        await DisposeAsync();
    }

    public ValueTask DisposeAsync()
    {
        _person.Dispose();
        _visit.Dispose();
        _note.Dispose();
        _noteNlp.Dispose();
        _observations.Dispose();
        return ValueTask.CompletedTask;
    }

    private int WritePerson(CallRecord call)
    {
        var id = _person.Number;
        var born = call.PatientAgeYears is { } age && double.IsFinite(age) ? TimeZoneInfo.ConvertTime(call.StartedAt, _options.Zone).Year - (int)Math.Floor(age) : UnknownYear;
        if (born == UnknownYear)
            WithoutAge++;
        _person
            .Integer(id).Integer(call.PatientSex switch { "M" => OmopConcepts.Male, "F" => OmopConcepts.Female, _ => OmopConcepts.None }).Integer(born).Missing(3)
            .Integer(OmopConcepts.None).Integer(OmopConcepts.None).Missing(3).Text(call.CallKey).Text(call.PatientSex).Missing(5)
            .End();
        return id;
    }

    private int WriteVisit(CallRecord call, int person, int? operatorId)
    {
        var id = _visit.Number;
        _visit
            .Integer(id).Integer(person).Integer(OmopConcepts.None).Date(call.StartedAt).Timestamp(call.StartedAt).Date(call.EndedAt ?? call.StartedAt).Timestamp(call.EndedAt)
            .Integer(OmopConcepts.FromRecord).Integer(operatorId).Missing().Text("emergency_call").Missing(6)
            .End();
        return id;
    }

    private void WriteNote(SuggestionRecord suggestion, int person, int visit)
    {
        var id = _note.Number;
        var text = new StringBuilder(_options.Quotes ? "Mots cités par l'appareil :" : "[words not exported: the protocol does not ask for them]");
        foreach (var finding in suggestion.Findings)
        {
            var quote = _options.Quotes ? finding.Quote : null;
            var offset = quote is null ? (int?)null : text.Append('\n').Length;
            text.Append(quote);
            WriteFinding(suggestion, finding, id, quote, offset);
        }
        _note
            .Integer(id).Integer(person).Date(suggestion.At).Timestamp(suggestion.At).Integer(OmopConcepts.FromAlgorithm).Integer(OmopConcepts.None).Text("Triage findings")
            .Text(text.ToString()).Integer(OmopConcepts.None).Integer(OmopConcepts.None).Missing().Integer(visit).Missing()
            .Text(string.Create(CultureInfo.InvariantCulture, $"suggestion {suggestion.Sequence}")).Missing(2)
            .End();
    }

    private void WriteFinding(SuggestionRecord suggestion, FindingRecord finding, int note, string? quote, int? offset) => _noteNlp
        .Integer(_noteNlp.Number).Integer(note).Missing().Text(quote).Text(offset?.ToString(CultureInfo.InvariantCulture)).Text(finding.Code)
        .Integer(OmopConcepts.None).Integer(OmopConcepts.None).Text($"triage model {suggestion.Model}").Date(suggestion.At).Timestamp(suggestion.At)
        .Text(finding.Status switch { FindingStatus.Present => "Y", FindingStatus.Absent => "N", _ => null }).Missing()
        .Text(string.Create(
            CultureInfo.InvariantCulture,
            $"status={CodeNames<FindingStatus>.Of(finding.Status)},probability={finding.Probability:0.######},evidence_start_s={finding.EvidenceStartS:0.###},evidence_end_s={finding.EvidenceEndS:0.###}"))
        .End();
}
