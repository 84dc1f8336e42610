using Triage.Inference.Providers;
using Triage.Server.Configuration;

namespace Triage.Server.Tests.Configuration;

public sealed class TriageConfigurationTests
{
    [Fact]
    public void Parse_Empty_ListensOnLoopbackOnly()
    {
        var configuration = TriageConfiguration.Parse("{}", "triage.json");

        Assert.Equal("127.0.0.1:5015", configuration.Listen.Grpc.ToString());
        Assert.Equal("127.0.0.1:5080", configuration.Listen.Web.ToString());
        Assert.Null(configuration.Listen.Certificate);
    }

    [Fact]
    public void Parse_CommentsAndValues_AreRead()
    {
        var configuration = TriageConfiguration.Parse(
            """{ /* site */ "listen": { "grpc": "[::1]:6000" }, "stop": { "drain_s": 60 }, "log": { "level": "warning" }, }""", "triage.json");

        Assert.Equal("[::1]:6000", configuration.Listen.Grpc.ToString());
        Assert.Equal(TimeSpan.FromMinutes(1), configuration.Stop.Drain);
        Assert.Equal(Microsoft.Extensions.Logging.LogLevel.Warning, configuration.Log.Level);
    }

    [Fact]
    public void Parse_SpeechComputeAndModels_AreRead()
    {
        var configuration = TriageConfiguration.Parse(
            """{ "speech": { "close_after_ms": 700, "partial_every_ms": 900 }, "compute": { "lanes": 3, "threads_per_lane": 2, "max_calls": 5 }, "models": { "speech": "whisper-large", "voice_activity": "v5" } }""", "triage.json");

        Assert.Equal((700, 900), (configuration.Speech.Options.CloseAfterMs, configuration.Speech.Options.PartialEveryMs));
        Assert.Equal((3, 2, 5), (configuration.Compute.Lanes!.Value, configuration.Compute.ThreadsPerLane!.Value, configuration.Compute.MaxCalls!.Value));
        Assert.Equal(("whisper-large", "v5"), (configuration.Models.Speech, configuration.Models.VoiceActivity));
    }

    [Fact]
    public void Parse_Spool_IsReadFromTheFilesFolder()
    {
        var spool = TriageConfiguration.Parse("""{ "spool": { "folder": "wait", "max_mb": 10 } }""", "triage.json").Spool.Options;

        Assert.Equal((Path.GetFullPath("wait"), 10L << 20), (spool.Folder, spool.MaxBytes));
    }

    [Theory]
    [InlineData("""{}""", null)]
    [InlineData("""{"compute":{"profile":"auto"}}""", null)]
    [InlineData("""{"compute":{"profile":"nvidia-l4"}}""", "nvidia-l4")]
    public void Parse_Profile_IsANameOrAutomatic(string json, string? expected)
    {
        var compute = TriageConfiguration.Parse(json, "triage.json").Compute;

        Assert.Equal(expected, compute.Profile);
        Assert.Null(compute.Lanes ?? compute.ThreadsPerLane ?? compute.MaxCalls);
    }

    [Fact]
    public void Parse_Provider_IsReadAndItsPathsStartAtTheFile()
    {
        var file = Path.Combine(Path.GetTempPath(), "site", "triage.json");

        var provider = TriageConfiguration.Parse(
            """{ "compute": { "provider": "tensorrt", "provider_library": "gpu/lib.so", "device": 2, "engine_cache": "engines", "fallback": "refuse" } }""", file).Compute.Provider;

        Assert.Equal(
            new()
            {
                Wanted = ExecutionProvider.TensorRt, Library = Path.Combine(Path.GetTempPath(), "site", "gpu", "lib.so"), Device = 2,
                EngineCache = Path.Combine(Path.GetTempPath(), "site", "engines"), RefuseFallback = true,
            }, provider);
    }

    [Theory]
    [InlineData("auto", null)]
    [InlineData("cpu", ExecutionProvider.Cpu)]
    [InlineData("cuda", ExecutionProvider.Cuda)]
    public void Parse_ProviderName_IsTheSitesWish(string name, ExecutionProvider? wanted)
    {
        var provider = TriageConfiguration.Parse($$"""{ "compute": { "provider": "{{name}}", "fallback": "cpu" } }""", "triage.json").Compute.Provider;

        Assert.Equal(new() { Wanted = wanted }, provider);
    }

    [Theory]
    [InlineData("""{"listen":{"grpc":"0.0.0.0:5015"}}""", "triage.json : listen.grpc vaut « 0.0.0.0:5015 », une adresse du réseau, sans TLS ; attendu : une adresse locale")]
    [InlineData("""{"listen":{"web":"[::]:5080"}}""", "triage.json : listen.web vaut « [::]:5080 », une adresse du réseau, sans TLS")]
    [InlineData("""{"listen":{"grpc":"127.0.0.1"}}""", "triage.json : listen.grpc vaut « 127.0.0.1 » ; attendu : adresse:port")]
    [InlineData("""{"listen":{"grpc":"::1"}}""", "triage.json : listen.grpc vaut « ::1 » ; attendu : adresse:port")]
    [InlineData("""{"listen":{"grpc":"localhost:99999"}}""", "triage.json : listen.grpc vaut « localhost:99999 » ; attendu : adresse:port")]
    [InlineData("""{"listen":{"web":"127.0.0.1:5015"}}""", "triage.json : listen.web vaut « 127.0.0.1:5015 », déjà pris par listen.grpc")]
    [InlineData("""{"listen":{"tls":{}}}""", "triage.json : listen.tls.certificate manque ; attendu : un fichier PEM")]
    [InlineData("""{"listen":{"tls":{"certificate":"no.pem","key":"no.pem"}}}""", "triage.json : listen.tls.certificate vaut « no.pem », qui n'existe pas")]
    [InlineData("""{"stop":{"drain_s":0}}""", "triage.json : stop.drain_s vaut 0 ; attendu : un entier de 1 à 600")]
    [InlineData("""{"stop":{"drain_s":"x"}}""", "triage.json : stop.drain_s vaut \"x\" ; attendu : un entier de 1 à 600")]
    [InlineData("""{"log":{"level":"loud"}}""", "triage.json : log.level vaut « loud » ; attendu : debug, information, warning, error")]
    [InlineData("""{"models":{"folder":"nowhere"}}""", "triage.json : models.folder vaut « nowhere », qui n'existe pas")]
    [InlineData("""{"lissen":{}}""", "triage.json : lissen est inconnu ; clés admises ici : compute, evidence, listen, log, models, speech, spool, stop")]
    [InlineData("""{"speech":{"close_after_ms":299}}""", "triage.json : speech.close_after_ms vaut 299 ; attendu : un entier de 300 à 900")]
    [InlineData("""{"compute":{"max_calls":0}}""", "triage.json : compute.max_calls vaut 0 ; attendu : un entier de 1 à 1000")]
    [InlineData("""{"compute":{"profile":3}}""", "triage.json : compute.profile n'est pas un texte ; attendu : auto, le nom d'un profil matériel ou son fichier .json")]
    [InlineData("""{"compute":{"profile":"no.json"}}""", "triage.json : compute.profile vaut « no.json », qui n'existe pas")]
    [InlineData("""{"compute":{"provider":"gpu"}}""", "triage.json : compute.provider vaut « gpu » ; attendu : auto, cpu, cuda, tensorrt")]
    [InlineData("""{"compute":{"fallback":"no"}}""", "triage.json : compute.fallback vaut « no » ; attendu : cpu, refuse")]
    [InlineData("""{"compute":{"device":-1}}""", "triage.json : compute.device vaut -1 ; attendu : un entier de 0 à 63")]
    [InlineData("""{"compute":{"provider_library":3}}""", "triage.json : compute.provider_library n'est pas un texte ; attendu : le fichier d'une bibliothèque")]
    [InlineData("""{"models":{"voice_activity":"v4"}}""", "triage.json : models.voice_activity vaut « v4 » ; attendu : v6, v5")]
    [InlineData("""{"spool":{"max_mb":0}}""", "triage.json : spool.max_mb vaut 0 ; attendu : un entier de 1 à 1000000")]
    [InlineData("""{"evidence":{"trial":"t"}}""", "triage.json : evidence.trial demande evidence.site")]
    [InlineData("""{"evidence":{"trial":"t","site":"s","enabled":"no"}}""", "triage.json : evidence.trial demande evidence.enabled")]
    [InlineData("""{"log":{"levle":"error"}}""", "triage.json : log.levle est inconnu ; clés admises ici : level")]
    [InlineData("""{"log":{"level":"error","level":"error"}}""", "triage.json : log.level est donné deux fois")]
    [InlineData("""{"log":3}""", "triage.json : log doit être un objet")]
    [InlineData("""[]""", "triage.json : le contenu doit être un objet")]
    [InlineData("{\n\"log\":", "triage.json : JSON invalide, ligne 2")]
    public void Parse_Fault_NamesFileKeyAndWhatIsAllowed(string json, string expected)
    {
        var failure = Assert.Throws<ConfigurationException>(() => TriageConfiguration.Parse(json, "triage.json"));

        Assert.StartsWith(expected, failure.Faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SeveralFaults_AreAllReported()
    {
        var failure = Assert.Throws<ConfigurationException>(
            () => TriageConfiguration.Parse("""{"a":1,"log":{"level":"x"},"stop":{"drain_s":-1}}""", "triage.json"));

        Assert.Equal(3, failure.Faults.Count);
    }
}
