namespace Triage.Server.Configuration;

/// <summary>The configuration cannot be used: every fault, each naming file, key and what is allowed.</summary>
internal sealed class ConfigurationException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults))
{
    public IReadOnlyList<string> Faults { get; } = faults;
}
