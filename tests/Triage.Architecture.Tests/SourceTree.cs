using System.Xml.Linq;
using Triage.Tests;

namespace Triage.Architecture.Tests;

/// <summary>The checkout as the rules see it: projects and source files, without build outputs.</summary>
internal static class SourceTree
{
    private static readonly string[] s_outputs = ["bin", "obj", "artifacts", "TestResults", ".git", ".vs", ".idea"];

    /// <summary>Paths relative to the root, with forward slashes, in order.</summary>
    public static IReadOnlyList<string> Files(params string[] folders) =>
        [.. folders.SelectMany(f => Walk(TestPaths.InRoot(f))).Select(Relative).Order(StringComparer.Ordinal)];

    /// <summary>Every file of the checkout that is neither output nor version control.</summary>
    public static IReadOnlyList<string> AllFiles() => [.. Walk(TestPaths.Root).Select(Relative).Order(StringComparer.Ordinal)];

    public static IReadOnlyList<string> CSharp(params string[] folders) => [.. Files(folders).Where(f => f.EndsWith(".cs", StringComparison.Ordinal))];

    public static IReadOnlyList<string> Projects(string folder) => [.. Files(folder).Where(f => f.EndsWith(".csproj", StringComparison.Ordinal))];

    public static string Read(string relative) => File.ReadAllText(TestPaths.InRoot(relative));

    public static XElement Project(string relative) => XElement.Parse(Read(relative));

    /// <summary>Names of the projects a project file refers to.</summary>
    public static IReadOnlyList<string> References(string project) =>
        [.. Project(project).Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(((string)r.Attribute("Include")!).Replace('\\', '/')))];

    public static string NameOf(string path) => Path.GetFileNameWithoutExtension(path);

    /// <summary>Folder parts of a path below src/X or tests/X: "src/Triage.Core/Speech/A.cs" gives ["Speech"].</summary>
    public static string[] FoldersInside(string relative) => [.. relative.Split('/').Skip(2).SkipLast(1)];

    private static string Relative(string path) => Path.GetRelativePath(TestPaths.Root, path).Replace('\\', '/');

    private static IEnumerable<string> Walk(string folder)
    {
        if (!Directory.Exists(folder))
            yield break;
        foreach (var file in Directory.GetFiles(folder))
            yield return file;
        foreach (var child in Directory.GetDirectories(folder).Where(d => !s_outputs.Contains(Path.GetFileName(d))))
            foreach (var file in Walk(child))
                yield return file;
    }
}
