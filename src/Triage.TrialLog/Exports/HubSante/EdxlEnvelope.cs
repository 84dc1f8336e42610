using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Triage.TrialLog.Exports.HubSante;

/// <summary>
/// The least EDXL-DE envelope of the national exchange around one message (OASIS EDXL-DE as the Hub Sante profiles it). Drafts are
/// always marked Exercise: nothing that comes out of an evaluation record may start a rescue.
/// </summary>
internal sealed class EdxlEnvelope(string organisation, DateTimeOffset sentAt, TimeZoneInfo zone)
{
    private const string Status = "Exercise";
    private static readonly TimeSpan s_validity = TimeSpan.FromDays(1);

    /// <param name="name">What tells this message from every other of the record; the same name gives the same identifiers.</param>
    /// <param name="kind">Report for a new case, Update for a change.</param>
    public JsonObject Wrap(string name, string kind, string contentName, JsonObject content)
    {
        var id = $"{organisation}_{NamedGuid(name).ToString("D", CultureInfo.InvariantCulture)}";
        var address = new JsonObject { ["name"] = organisation, ["URI"] = $"hubex:{organisation}" };
        var sent = RsEdaMessage.Time(sentAt, zone);
        return new()
        {
            ["distributionID"] = id,
            ["senderID"] = organisation,
            ["dateTimeSent"] = sent,
            ["dateTimeExpires"] = RsEdaMessage.Time(sentAt + s_validity, zone),
            ["distributionStatus"] = Status,
            ["distributionKind"] = kind,
            ["descriptor"] = new JsonObject
            {
                ["language"] = "fr-FR",
                ["explicitAddress"] = new JsonObject { ["explicitAddressScheme"] = "hubex", ["explicitAddressValue"] = organisation },
            },
            ["content"] = new JsonArray(new JsonObject
            {
                ["jsonContent"] = new JsonObject
                {
                    ["embeddedJsonContent"] = new JsonObject
                    {
                        ["message"] = new JsonObject
                        {
                            ["messageId"] = id,
                            ["sender"] = address,
                            ["sentAt"] = sent,
                            ["kind"] = kind,
                            ["status"] = Status,
                            ["recipient"] = new JsonArray(address.DeepClone()),
                            [contentName] = content,
                        },
                    },
                },
            }),
        };
    }

    // RFC 9562, version 8: a hash of our own choice in the shape of a UUID, so that an export can be repeated byte for byte.
    private static Guid NamedGuid(string name)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16);
        bytes[6] = (byte)(bytes[6] & 0x0F | 0x80);
        bytes[8] = (byte)(bytes[8] & 0x3F | 0x80);
        return new(bytes, bigEndian: true);
    }
}
