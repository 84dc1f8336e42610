using Spectre.Console;
using Triage.Core.Calls;
using Triage.Server.Cli;
using Triage.Server.Grpc;

namespace Triage.Server.Tests.Cli;

public sealed class LiveScreenTests
{
    [Fact]
    public async Task LiveScreen_AfterACall_ShowsTranscriptAndProvenSuggestion()
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 100;
        console.Profile.Height = 30;

        await LiveScreen.RunAsync(console, screen =>
        {
            screen.Started("arret-cardiaque");
            foreach (var happened in new CallEvent[] { Samples.All[1], Samples.Final, Samples.Suggestion, Samples.All[^1] })
                screen.Show(EventMapping.Event(happened));
            return Task.CompletedTask;
        });

        var picture = text.ToString();
        TestContext.Current.TestOutputHelper?.WriteLine(picture);
        foreach (var expected in new[]
        {
            "arret-cardiaque", "01:03,7", "00:04,0", "Appelant", "il ne répond plus", "P0 Urgence vitale", "règle de sécurité", "Arrêt cardiaque",
            "Inconscience", "« il ne répond plus » Appelant 00:07,8", "À demander : Est-ce qu'il respire normalement ?", "l'humain décide",
        })
            Assert.Contains(expected, picture, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LiveScreen_Abstention_ShowsNoReading()
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new() { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        console.Profile.Width = 100;

        await LiveScreen.RunAsync(console, screen =>
        {
            screen.Show(EventMapping.Event(Samples.All[4]));
            return Task.CompletedTask;
        });

        Assert.Contains("Pas de suggestion : pas encore assez d'éléments", text.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("P0", text.ToString(), StringComparison.Ordinal);
    }
}
