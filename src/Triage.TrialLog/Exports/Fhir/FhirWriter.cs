using System.Text.Encodings.Web;
using System.Text.Json;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports.Fhir;

/// <summary>
/// FHIR R4 as NDJSON, one file for each type of resource (FHIR Bulk Data, output format application/fhir+ndjson). References are
/// relative and stay within the export. Profiles are named only where a resource conforms to them; none does today.
/// </summary>
internal sealed class FhirWriter(ExportFolder folder, ExportOptions options) : IExportWriter
{
    // Versions change a few times a year; a log with more sets of versions than this repeats a device, which is still right.
    private const int MostDevices = 10_000;

    // Not for web pages: accents and signs stay readable; line separators stay escaped, so a line is a resource.
    private static readonly JsonWriterOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly byte[] s_newLine = [(byte)'\n'];

    private readonly SortedDictionary<string, Stream> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _devices = [];
    private readonly FhirJsonSerializer _serializer = new();
    private Utf8JsonWriter? _json;

    public ValueTask WriteAsync(CallDossier dossier, CancellationToken ct)
    {
        var call = dossier.Call;
        var device = DeviceResource.Id(call.Versions);
        if (!_devices.Contains(device))
        {
            if (_devices.Count < MostDevices)
                _devices.Add(device);
            Write(DeviceResource.Of(call.Versions));
        }
        foreach (var resource in CallResources.Of(call))
            Write(resource);
        foreach (var suggestion in dossier.Suggestions)
            foreach (var resource in SuggestionResources.Of(call, suggestion, options.Quotes))
                Write(resource);
        for (var i = 0; i < dossier.Decisions.Count; i++)
            foreach (var resource in HumanResources.Decision(call, dossier.Decisions[i], i))
                Write(resource);
        for (var i = 0; i < dossier.Exposures.Count; i++)
            Write(HumanResources.Exposure(call, dossier.Exposures[i], i));
        return ValueTask.CompletedTask;
    }

    /// <summary>FHIR R4 has no resource for the outage of a machine; the tables hold it.</summary>
    public ValueTask WriteAsync(OutageRecord outage, CancellationToken ct) => ValueTask.CompletedTask;

    public ValueTask CompleteAsync(CancellationToken ct) => DisposeAsync();

    public async ValueTask DisposeAsync()
    {
        if (_json is not null)
            await _json.DisposeAsync();
        _json = null;
        foreach (var file in _files.Values)
            await file.DisposeAsync();
        _files.Clear();
    }

    private void Write(Resource resource)
    {
        if (!_files.TryGetValue(resource.TypeName, out var file))
            _files[resource.TypeName] = file = new BufferedStream(folder.Create($"{resource.TypeName}.ndjson"), 1 << 16);
        _json ??= new Utf8JsonWriter(file, s_json);
        _json.Reset(file);
        _serializer.Serialize(resource, _json);
        _json.Flush();
        file.Write(s_newLine);
    }
}
