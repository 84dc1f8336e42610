namespace Triage.Inference.Profiles;

/// <summary>A profile that cannot be used: every fault, each naming file, JSON path and what is allowed. French, for IT staff.</summary>
public sealed class ProfileException(IReadOnlyList<string> faults, Exception? inner = null) : IOException(string.Join(Environment.NewLine, faults), inner)
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
