using Triage.Core.Calls;
using Triage.Tests;

namespace Triage.Server.Tests.Cli;

public sealed class ReplayCommandTests
{
    [Fact(Timeout = 30_000)]
    public async Task Replay_JsonAtMaxSpeed_PrintsTheContractLineForLine()
    {
        var cli = new CliRun(new() { Prepare = call => call.OnAudio = Script() });

        var code = await cli.RunAsync("replay", Wav("arret-cardiaque"), "--json", "--speed", "max");

        Assert.Equal((0, ""), (code, cli.Error));
        var lines = cli.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Matches("""^\{"type":"started","schema":"triage.replay/1","call":"arret-cardiaque-[0-9a-f]{8}"\}$""", lines[0]);
        Assert.Equal(
        [
            """{"type":"speech_started","channel":"operator","at_s":0.68}""",
            """{"type":"partial","channel":"caller","utterance":3,"start_s":4.07,"end_s":6,"stable":"il ne","text":"il ne rép","lag_ms":412.3}""",
            """{"type":"final","channel":"caller","utterance":3,"start_s":4.07,"end_s":8.52,"text":"il ne répond plus","words":[{"text":"répond","start_s":4.1,"end_s":4.5,"probability":0.9876}],"latency_ms":{"endpointing":500,"queue":1.3,"recognition":80,"total":581.3}}""",
            """{"type":"suggestion","at_s":8.52,"priority":{"code":"P0","probability":0.97,"distribution":{"P0":0.97,"P1":0.02,"P2":0.01,"P3":0,"NR":0},"rule":"inconscient_ne_respire_pas"},"care_level":{"code":"R1","probability":0.9,"distribution":{"R1":0.9,"R2":0.1,"R3":0,"R4":0}},"motive":{"code":"M01.01","label":"Arrêt cardiaque","probability":0.88},"alternatives":[{"code":"M01.02","label":"Inconscience","probability":0.05}],"findings":[{"code":"inconscience","status":"present","probability":0.98,"evidence":[{"channel":"caller","start_s":7.8,"end_s":8.52,"quote":"il ne répond plus"}]}],"next_question":{"finding":"arret_cardiaque","text":"Est-ce qu'il respire normalement ?"},"abstained":false,"reason":null,"model":"abc123","latency_ms":{"assessment":12.3}}""",
        ], lines[1..5]);
        Assert.Contains("\"abstained\":true,\"reason\":\"not_enough_said\"", lines[5], StringComparison.Ordinal);
        Assert.Equal(
        [
            """{"type":"gap","channel":"caller","reason":"silent_line","start_s":9,"end_s":12}""",
            """{"type":"degraded","what":"partials","detail":"Transcription intermédiaire suspendue","active":true}""",
            """{"type":"flushed","id":7}""",
            """{"type":"decision","at_s":9,"action":"modified","role":"regulating_doctor","suggestion":4,"priority":"P1","care_level":null,"motive":"M03.06","reason":"not_urgent_enough","late":true}""",
            """{"type":"ended","reason":"completed","audio_s":63.7456,"audio_lost_s":0}""",
        ], lines[6..]);
    }

    [Fact(Timeout = 30_000)]
    public async Task Replay_TwoChannels_SendsTheWholeRecordingOnceAndInOrder()
    {
        var desk = new ScriptedDesk();
        var cli = new CliRun(desk);

        Assert.Equal(0, await cli.RunAsync("replay", Wav("arret-cardiaque"), "--speed", "max"));

        var call = desk.Call(desk.List()[0].CallId);
        Assert.Equal((CallPacing.Recorded, 8000), (call.Setup.Pacing, call.Setup.SampleRateHz));
        Assert.Equal([CallChannel.Operator, CallChannel.Caller], call.Setup.Channels);
        Assert.Equal(63.75, call.Writes.Sum(w => w.Bytes) / 4.0 / 8000, 2);
        Assert.Equal(call.Writes.Select(w => w.StartS).Order(), call.Writes.Select(w => w.StartS));
    }

    [Fact(Timeout = 30_000)]
    public async Task Replay_NotATerminal_PrintsPlainFrenchLines()
    {
        var cli = new CliRun(new() { Prepare = call => call.OnAudio = Script() });

        Assert.Equal(0, await cli.RunAsync("replay", Wav("arret-cardiaque"), "--speed", "max"));

        Assert.Contains("[00:04,0]  Appelant : il ne répond plus\n", cli.Out, StringComparison.Ordinal);
        Assert.Contains("[00:08,5]  > P0 Urgence vitale (règle de sécurité : inconscient_ne_respire_pas) | Arrêt cardiaque (88 %) | R1 Urgence vitale\n", cli.Out, StringComparison.Ordinal);
        Assert.Contains("Inconscience : présent « il ne répond plus » (Appelant, 00:07,8)\n", cli.Out, StringComparison.Ordinal);
        Assert.Contains("> Pas de suggestion : pas encore assez d'éléments\n", cli.Out, StringComparison.Ordinal);
        Assert.Contains("[01:03,7]  Fin : appel terminé\n", cli.Out, StringComparison.Ordinal);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(2, "n'existe pas", "replay", "absent.wav")]
    [InlineData(2, "--speed vaut « 0 »", "replay", "a.wav", "--speed", "0")]
    [InlineData(2, "--channels vaut « operator,mixed »", "replay", "a.wav", "--channels", "operator,mixed")]
    [InlineData(2, "--server vaut « ftp://x »", "replay", "a.wav", "--server", "ftp://x")]
    [InlineData(2, "non reconnu", "replay", "a.wav", "--sped", "1")]
    [InlineData(2, "non reconnu", "unknown")]
    [InlineData(2, "absent.json : ce fichier de configuration n'existe pas", "serve", "--config", "absent.json")]
    [InlineData(2, "--call vaut « absent » ; attendu : arret-cardiaque, ", "demo", "--call", "absent")]
    public async Task Cli_WrongUsage_IsNamedAndExitsWith2(int expected, string message, params string[] args)
    {
        var cli = new CliRun(new());

        Assert.Equal(expected, await cli.RunAsync(args));

        Assert.Contains(message, cli.Error, StringComparison.Ordinal);
        Assert.Equal("", cli.Out);
    }

    [Fact(Timeout = 30_000)]
    public async Task Replay_UnreadableWav_ExitsWith1()
    {
        var cli = new CliRun(new());

        Assert.Equal(1, await cli.RunAsync("replay", TestPaths.InRoot("samples", "README.md")));

        Assert.Contains("enregistrement illisible", cli.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Replay_ServerRefuses_ExitsWith1AndTheServersWords()
    {
        await using var appliance = await TestAppliance.StartAsync(new() { Refusal = new(RefusalReason.Full, "12 calls are running") });
        var cli = new CliRun(new());

        Assert.Equal(1, await cli.RunAsync("replay", Wav("fievre-enfant"), "--speed", "max", "--json", "--server", appliance.Host.Grpc.ToString()));

        Assert.Contains("ResourceExhausted : 12 calls are running", cli.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Replay_ModelsBroken_ExitsWith1AndTheirName()
    {
        var cli = new CliRun(new() { WarmUp = _ => Task.FromException(new InvalidDataException("models/x.onnx is broken")) });

        Assert.Equal(1, await cli.RunAsync("replay", Wav("fievre-enfant"), "--speed", "max"));

        Assert.Contains("models/x.onnx is broken", cli.Error, StringComparison.Ordinal);
    }

    private static string Wav(string call) => TestPaths.InRoot("samples", "calls", call + ".wav");

    /// <summary>Every sample event, but the end, at 10 s.</summary>
    private static Func<double, IEnumerable<CallEvent>> Script()
    {
        var done = false;
        return heardS =>
        {
            if (done || heardS < 10)
                return [];
            done = true;
            return Samples.All.Where(e => e is not CallEnded);
        };
    }
}
