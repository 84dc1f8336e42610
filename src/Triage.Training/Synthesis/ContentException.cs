namespace Triage.Training.Synthesis;

/// <summary>A content file is wrong. The message names the file, the line and the key.</summary>
public sealed class ContentException : Exception
{
    public ContentException() : this("content is wrong")
    {
    }

    public ContentException(string message) : base(message)
    {
    }

    public ContentException(string message, Exception innerException) : base(message, innerException)
    {
    }

    internal static ContentException At(string file, long line, string path, string what) =>
        new($"{file}:{line}: {path}: {what}");
}
