using System.Text.Json;
using System.Text.RegularExpressions;

namespace Triage.Architecture.Tests;

/// <summary>Whoever adds a package says in NOTICE whose work it is and under which licence.</summary>
public sealed partial class NoticeTests
{
    private const string InTheProduct = ".NET PACKAGES IN THE PRODUCT", ForTests = ".NET PACKAGES FOR BUILDING AND TESTING ONLY";

    /// <summary>Restored with the product and not part of it.</summary>
    private static readonly string[] s_buildTime = ["Grpc.Tools", "Microsoft.CodeAnalysis.BannedApiAnalyzers"];

    [Fact]
    public void CentralVersions_EveryPackage_IsNamed()
    {
        var notice = SourceTree.Read("NOTICE");
        var versions = SourceTree.Project("Directory.Packages.props");
        var runtime = versions.Descendants("TriageOnnxRuntimePackage").Single().Value;
        var packages = versions.Descendants("PackageVersion").Select(p => ((string)p.Attribute("Include")!).Replace("$(TriageOnnxRuntimePackage)", runtime, StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(packages);
        Assert.All(packages, p => Assert.True(Names(notice, p), $"{p} is not named in NOTICE"));
    }

    [Fact]
    public void PackagesOfTheProduct_WithAllTheyBring_AreNamedAsSuch()
    {
        var notice = SourceTree.Read("NOTICE");
        var product = notice[notice.IndexOf(InTheProduct, StringComparison.Ordinal)..notice.IndexOf(ForTests, StringComparison.Ordinal)];
        using var locked = JsonDocument.Parse(SourceTree.Read("src/Triage.Server/packages.lock.json"));
        var packages = locked.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
            .Where(p => p.Value.GetProperty("type").GetString() != "Project").Select(p => p.Name).Except(s_buildTime).ToList();

        Assert.NotEmpty(packages);
        Assert.All(packages, p => Assert.True(Names(product, p), $"{p} is not named in NOTICE among the packages of the product"));
        Assert.All(s_buildTime, p => Assert.False(Names(product, p)));
    }

    [Theory]
    [InlineData("A.B", "A.B  MIT", true)]
    [InlineData("A.B", "A.B.C  MIT", false)]
    [InlineData("A.B", "A  MIT", false)]
    [InlineData("A.B.C", "A (and .D, .B)  MIT", true)]
    [InlineData("A.E", "A (and .D, .B)  MIT", false)]
    public void Names_Package_StandsForItselfOrInItsFamily(string package, string notice, bool named) => Assert.Equal(named, Names(notice, package));

    /// <summary>By its full name, or as a part of a family: <c>Name (and .Part, .Part)</c>, which stands for parts of the parts too.</summary>
    private static bool Names(string notice, string package) =>
        Word().Matches(notice).Any(w => w.Value == package)
        || Family().Matches(notice).Any(f => Part().Matches(f.Groups[2].Value).Any(p => $"{package}.".StartsWith($"{f.Groups[1].Value}{p.Value}.", StringComparison.Ordinal)));

    [GeneratedRegex(@"\w+(\.\w+)*")]
    private static partial Regex Word();

    [GeneratedRegex(@"(\w+(?:\.\w+)*) \(([^)]*)\)")]
    private static partial Regex Family();

    [GeneratedRegex(@"(?<=^|[ ,])(\.\w+)+")]
    private static partial Regex Part();
}
