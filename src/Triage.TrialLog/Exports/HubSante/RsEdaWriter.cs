using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsvHelper;
using Triage.TrialLog.Exports.Fhir;
using Triage.TrialLog.Exports.Tables;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports.HubSante;

/// <summary>
/// RS-EDA drafts: for each call that a human validated one message that creates the case and one for each later change of priority
/// or level of care, one message a line. Calls without are listed, with the reason.
/// </summary>
internal sealed partial class RsEdaWriter : IExportWriter
{
    public const string CreationsFile = "create.ndjson";
    public const string UpdatesFile = "update.ndjson";
    public const string LeftOutFile = "left-out.csv";

    // Not for web pages: accents and signs stay readable; line separators stay escaped, so a line is a message.
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StreamWriter _creations;
    private readonly StreamWriter _updates;
    private readonly EdxlEnvelope _envelope;
    private readonly RsEdaMessage _message;
    private readonly CsvWriter _leftOut;

    /// <exception cref="ExportException">The organisation is no identifier of the exchange.</exception>
    public RsEdaWriter(ExportFolder folder, ExportOptions options)
    {
        if (!Organisation().IsMatch(options.Organisation))
            throw new ExportException($"organisation « {options.Organisation} » : attendu trois à six mots séparés par des points, comme fr.health.samu440") { WrongRequest = true };
        _envelope = new(options.Organisation, options.CreatedAt, options.Zone);
        _message = new(options.Organisation, options.Zone);
        _creations = folder.CreateText(CreationsFile);
        _updates = folder.CreateText(UpdatesFile);
        _leftOut = CsvTableWriter.Open(folder.Create(LeftOutFile));
        _leftOut.WriteField("call_key");
        _leftOut.WriteField("reason");
        _leftOut.EndRecord();
    }

    /// <summary>Calls without a message.</summary>
    public long LeftOut { get; private set; }

    public ValueTask WriteAsync(CallDossier dossier, CancellationToken ct)
    {
        // Safe as the last part of an identifier, whatever the record holds.
        var key = FhirCodes.Id(dossier.Call.CallKey).Replace('.', '-');
        HumanValidation? before = null;
        var number = 0;
        foreach (var now in HumanValidation.Of(dossier))
        {
            if (before is null)
                Write(_creations, key, number++, "Report", "createCaseHealth", _message.Create(dossier.Call, key, now));
            else if (_message.Update(key, before, now) is { } update)
                Write(_updates, key, number++, "Update", "createCaseHealthUpdate", update);
            before = before is null ? now : now with { Priority = now.Priority ?? before.Priority, CareLevel = now.CareLevel ?? before.CareLevel };
        }
        if (before is null)
        {
            LeftOut++;
            _leftOut.WriteField(CsvText.Disarm(dossier.Call.CallKey));
            _leftOut.WriteField(HumanValidation.WhyNone(dossier));
            _leftOut.EndRecord();
        }
        return ValueTask.CompletedTask;
    }

    public ValueTask WriteAsync(OutageRecord outage, CancellationToken ct) => ValueTask.CompletedTask;

    public ValueTask CompleteAsync(CancellationToken ct) => DisposeAsync();

    public ValueTask DisposeAsync()
    {
        _creations.Dispose();
        _updates.Dispose();
        _leftOut.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Write(StreamWriter output, string key, int number, string kind, string contentName, JsonObject content) => output.WriteLine(
        _envelope.Wrap(string.Create(CultureInfo.InvariantCulture, $"{key}.{number}"), kind, contentName, content).ToJsonString(s_json));

    // caseId allows ten parts of which the key is one; patient and note identifiers want three or more before their own.
    [GeneratedRegex(@"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+){2,5}\z")]
    private static partial Regex Organisation();
}
