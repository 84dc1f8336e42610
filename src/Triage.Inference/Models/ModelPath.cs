namespace Triage.Inference.Models;

/// <summary>Rules for names that come from a file or a command line and become paths below the models folder.</summary>
internal static class ModelPath
{
    /// <summary>True for parts joined by '/' that stay inside the folder they are applied to, on every system.</summary>
    public static bool IsSafe(string path) => path.Length is > 0 and <= 260 && path.Split('/').All(IsSafeName);

    /// <summary>True for one file or folder name: letters, digits, '.', '_', '-', not led by a dot.</summary>
    public static bool IsSafeName(string name) =>
        name.Length is > 0 and <= 100 && name[0] != '.' && name[^1] != '.' && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-');

    public static string Join(string folder, string path) => Path.Combine([folder, .. path.Split('/')]);
}
