using System.Security.Cryptography;
using System.Text;
using Hl7.Fhir.Model;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Exports.Fhir;

/// <summary>The appliance as it ran: one device for each set of versions.</summary>
internal static class DeviceResource
{
    public static string Id(RunningVersions versions) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{versions.Software}\n{versions.Configuration}\n{versions.SpeechModel}\n{versions.TriageModel}")))[..32];

    public static Device Of(RunningVersions versions) => new()
    {
        Id = Id(versions),
        Status = Device.FHIRDeviceStatus.Active,
        DeviceName = [new() { Name = "Triage", Type = DeviceNameType.ManufacturerName }],
        Type = new() { Text = "Speech recognition and triage suggestion for emergency calls" },
        Version =
        [
            Version("software", versions.Software), Version("configuration", versions.Configuration),
            Version("speech-model", versions.SpeechModel), Version("triage-model", versions.TriageModel),
        ],
    };

    private static Device.VersionComponent Version(string kind, string value) => new() { Type = FhirCodes.Concept("urn:triage:version", kind), Value = value };
}
