namespace Triage.Inference.Models;

/// <summary>A model that cannot be used. The message is for the hospital's IT staff: which file, what is wrong, what to do.</summary>
public sealed class ModelException : IOException
{
    public ModelException(string message) : base(message)
    {
    }

    public ModelException(string message, Exception inner) : base(message, inner)
    {
    }

    public ModelException()
    {
    }
}
