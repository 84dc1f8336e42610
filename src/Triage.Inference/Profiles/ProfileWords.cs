using Triage.Core.Scheduling;

namespace Triage.Inference.Profiles;

/// <summary>The words of the profile's JSON; a public contract.</summary>
internal static class ProfileWords
{
    public const string Schema = "triage.hardware_profile/1";

    public static string Of(StepKind kind) => kind switch
    {
        StepKind.Encode => "encode",
        StepKind.Decode => "decode",
        StepKind.Assess => "assess",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a step"),
    };
}
