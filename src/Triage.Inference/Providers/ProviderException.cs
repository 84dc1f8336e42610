namespace Triage.Inference.Providers;

/// <summary>An execution provider that cannot be had. The message is French, for the hospital's IT staff: what is missing, what to do.</summary>
public sealed class ProviderException : IOException
{
    public ProviderException(string message) : base(message)
    {
    }

    public ProviderException(string message, Exception inner) : base(message, inner)
    {
    }

    public ProviderException()
    {
    }
}
