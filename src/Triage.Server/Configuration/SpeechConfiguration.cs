using Triage.Core.Speech;

namespace Triage.Server.Configuration;

/// <summary>How speech is cut into utterances, where a site may differ.</summary>
internal sealed record SpeechConfiguration
{
    public SpeechOptions Options { get; init; } = new();

    public static SpeechConfiguration Read(ConfigurationSection section)
    {
        var standard = new SpeechOptions();
        var options = standard with
        {
            CloseAfterMs = section.Integer("close_after_ms", standard.CloseAfterMs, 300, 900),
            PartialEveryMs = section.Integer("partial_every_ms", standard.PartialEveryMs, 200, 10_000),
        };
        section.Close();
        return new() { Options = options };
    }
}
