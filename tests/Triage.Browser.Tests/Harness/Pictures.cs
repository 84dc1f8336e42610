using Microsoft.Playwright;
using Triage.Tests;

namespace Triage.Browser.Tests.Harness;

/// <summary>
/// Pictures of pages in both themes: always into artifacts, and with TRIAGE_SCREENSHOTS=docs/images where that says (from the root of
/// the checkout).
/// </summary>
internal static class Pictures
{
    private const string Variable = "TRIAGE_SCREENSHOTS";

    private static readonly string s_artifacts = TestPaths.InRoot("artifacts", "screenshots");

    /// <param name="name">Without theme and ending.</param>
    public static async Task TakeAsync(WatchedPage page, string name)
    {
        Directory.CreateDirectory(s_artifacts);
        foreach (var theme in (ColorScheme[])[ColorScheme.Light, ColorScheme.Dark])
        {
            await page.Page.EmulateMediaAsync(new() { ColorScheme = theme });
            var file = $"{name}-{theme.ToString().ToLowerInvariant()}.png";
            await page.Page.ScreenshotAsync(new() { Path = Path.Combine(s_artifacts, file), Animations = ScreenshotAnimations.Disabled });
            Assert.True(new FileInfo(Path.Combine(s_artifacts, file)).Length is > 5_000 and < 600_000, $"{file} is empty or large");
            if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } wanted)
                File.Copy(Path.Combine(s_artifacts, file), Path.Combine(Directory.CreateDirectory(Path.Combine(TestPaths.Root, wanted)).FullName, file), overwrite: true);
        }
        await page.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
