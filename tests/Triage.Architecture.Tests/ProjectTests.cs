using System.Xml.Linq;

namespace Triage.Architecture.Tests;

public sealed class ProjectTests
{
    // The whole map: whoever adds a project decides here what it may see.
    private static readonly Dictionary<string, string[]> s_allowed = new()
    {
        ["Triage.Core"] = [],
        ["Triage.Inference"] = ["Triage.Core"],
        ["Triage.Telephony"] = ["Triage.Core"],
        ["Triage.TrialLog"] = ["Triage.Core"],
        ["Triage.Training"] = ["Triage.Core", "Triage.Inference"],
        ["Triage.Server"] = ["Triage.Core", "Triage.Inference", "Triage.Telephony", "Triage.TrialLog", "Triage.Training"],
    };

    // Beside the source projects: the rules of the house, the micro-benchmarks and what holds them to their budgets, and the
    // screen in a real browser, in a process of its own so that the browser's driver weighs on no other project.
    private static readonly string[] s_ownTests = ["Triage.Architecture.Tests", "Triage.Benchmarks", "Triage.Benchmarks.Tests", "Triage.Browser.Tests"];

    [Fact]
    public void SourceProjects_References_StayWithinTheMap()
    {
        var projects = SourceTree.Projects("src");
        Assert.NotEmpty(projects);
        foreach (var project in projects)
        {
            var name = SourceTree.NameOf(project);
            Assert.True(s_allowed.TryGetValue(name, out var allowed), $"{name} is not on the map of projects");
            Assert.All(SourceTree.References(project), r => Assert.True(allowed.Contains(r), $"{name} must not refer to {r}"));
        }
    }

    [Fact]
    public void Core_Project_HasNoPackageAndNoAssemblyReference()
    {
        var core = SourceTree.Project("src/Triage.Core/Triage.Core.csproj");
        Assert.Empty(core.Descendants("PackageReference"));
        Assert.Empty(core.Descendants("Reference"));
        Assert.Empty(core.Descendants("FrameworkReference"));
    }

    [Fact]
    public void OnnxRuntime_Package_IsKnownToInferenceOnly()
    {
        foreach (var project in SourceTree.Projects("src").Where(p => !p.Contains("Triage.Inference", StringComparison.Ordinal)))
            Assert.DoesNotContain("OnnxRuntime", SourceTree.Read(project), StringComparison.Ordinal);
    }

    [Fact]
    public void TestProjects_Names_MatchSourceProjects()
    {
        var sources = SourceTree.Projects("src").Select(SourceTree.NameOf).ToList();
        var tests = SourceTree.Projects("tests").Select(SourceTree.NameOf).ToList();
        Assert.All(sources, s => Assert.Contains(s + ".Tests", tests));
        Assert.All(tests.Except(s_ownTests), t => Assert.True(t.EndsWith(".Tests", StringComparison.Ordinal) && sources.Contains(t[..^".Tests".Length]), $"{t} tests no project"));
    }

    [Fact]
    public void PackageVersions_OfEveryProject_AreCentral()
    {
        foreach (var project in SourceTree.Projects("src").Concat(SourceTree.Projects("tests")))
            foreach (var package in SourceTree.Project(project).Descendants("PackageReference"))
                Assert.True(
                    package.Attribute("Version") is null && package.Attribute("VersionOverride") is null && package.Element("Version") is null,
                    $"{project}: {(string?)package.Attribute("Include")} has its version outside Directory.Packages.props");
    }

    [Fact]
    public void CentralVersions_AreUsed()
    {
        // Through the lock files: a version may also pin what other packages bring in. Some are for another system only.
        var used = SourceTree.Files("src", "tests").Where(f => f.EndsWith("packages.lock.json", StringComparison.Ordinal) || f.EndsWith(".csproj", StringComparison.Ordinal))
            .Select(SourceTree.Read).ToList();
        foreach (var package in SourceTree.Project("Directory.Packages.props").Descendants("PackageVersion").Select(p => (string)p.Attribute("Include")!))
            Assert.True(used.Exists(u => u.Contains($"\"{package}\"", StringComparison.Ordinal)), $"{package} has a version and no project uses it");
    }

    [Fact]
    public void EveryProject_StandsInTheSolutionAndHasItsLockFile()
    {
        var solution = SourceTree.Read("Triage.sln").Replace('\\', '/');
        foreach (var project in SourceTree.Projects("src").Concat(SourceTree.Projects("tests")))
        {
            Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal);
            Assert.True(File.Exists(Triage.Tests.TestPaths.InRoot(Path.GetDirectoryName(project)!, "packages.lock.json")), $"{project} has no lock file");
        }
    }

    [Fact]
    public void EveryProject_KeepsTheHousesBuildRules()
    {
        string[] rules = ["TargetFramework", "Nullable", "TreatWarningsAsErrors", "AnalysisLevel", "WarningLevel", "RestoreLockedMode"];
        foreach (var project in SourceTree.Projects("src").Concat(SourceTree.Projects("tests")))
            foreach (var element in SourceTree.Project(project).Descendants().OfType<XElement>())
                Assert.False(rules.Contains(element.Name.LocalName), $"{project} sets {element.Name.LocalName}, which Directory.Build.props decides");
    }
}
