using FsCheck;
using FsCheck.Xunit;
using Triage.Inference.Models;
using Triage.Tests;

namespace Triage.Inference.Tests.Models;

public sealed class ModelManifestTests
{
    private const string Sha = "2623a2953f6ff3d2c1e61740c6cdb7168133479b267dfef114a4a3cc5bdd788f";

    private static string Json(string file = "a/b.onnx", string sha = Sha, string bytes = "3", string role = "speech", string schema = "1") =>
        $$"""{"schema":{{schema}},"files":[{"file":"{{file}}","sha256":"{{sha}}","bytes":{{bytes}},"source":"s","licence":"MIT","role":"{{role}}"}]}""";

    [Fact]
    public void Verify_EmbeddedModels_AreAsTheManifestSays()
    {
        var checks = ModelCatalog.Open(TestPaths.InRoot("models")).Verify().ToList();

        Assert.Empty(checks.Where(c => c.Problem is not null).Select(c => c.Problem!.Message));
        Assert.Contains(checks, c => c.File == "whisper-base-fr/decoder.int8.onnx");
    }

    [Fact]
    public void ToJson_EmbeddedManifest_IsTheFileItself() =>
        Assert.Equal(File.ReadAllText(TestPaths.InRoot("models", "manifest.json")), ModelManifest.Read(TestPaths.InRoot("models")).ToJson());

    [Fact]
    public void Verify_UntouchedFolder_HasNoProblem()
    {
        using var models = new ModelsFolder().Add("silero-vad/silero_vad_v6.onnx", ModelRole.VoiceActivity).Add("x/LICENSE", ModelRole.Licence);

        Assert.Empty(models.Problems());
    }

    [Property]
    public void Verify_AnyByteAltered_NamesFileAndBothHashes(NonEmptyArray<byte> content, int at, byte mask)
    {
        using var models = new ModelsFolder();
        Directory.CreateDirectory(models.File("m"));
        File.WriteAllBytes(models.File("m/a.onnx"), content.Get);
        var entry = ModelManifest.Describe(models.Path, "m/a.onnx", "s", "MIT", ModelRole.Speech);
        Assert.Null(ModelManifest.Verify(models.Path, entry));

        content.Get[(int)((uint)at % (uint)content.Get.Length)] ^= (byte)(mask | 1);
        File.WriteAllBytes(models.File("m/a.onnx"), content.Get);

        var problem = ModelManifest.Verify(models.Path, entry);
        Assert.NotNull(problem);
        Assert.Equal(("m/a.onnx", ModelFault.Altered, entry.Sha256), (problem.File, problem.What, problem.Expected));
        Assert.NotEqual(problem.Expected, problem.Found);
        Assert.Contains("m/a.onnx", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_RealModelWithOneBitFlipped_IsFound()
    {
        using var models = new ModelsFolder();
        Directory.CreateDirectory(models.File("silero-vad"));
        var bytes = File.ReadAllBytes(TestPaths.InRoot("models", "silero-vad", "silero_vad_v6.onnx"));
        bytes[1_234_567] ^= 0x10;
        File.WriteAllBytes(models.File("silero-vad/silero_vad_v6.onnx"), bytes);
        var entry = ModelManifest.Read(TestPaths.InRoot("models")).Files.Single(f => f.File == "silero-vad/silero_vad_v6.onnx");

        Assert.Equal("1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3", entry.Sha256);
        Assert.Equal(ModelFault.Altered, ModelManifest.Verify(models.Path, entry)?.What);
    }

    [Fact]
    public void Verify_MissingFile_SaysWhatToDo()
    {
        using var models = new ModelsFolder().Add("a/x.onnx", ModelRole.Speech).Add("a/y.onnx", ModelRole.Speech);
        File.Delete(models.File("a/x.onnx"));

        var problem = Assert.Single(models.Problems());
        Assert.Equal(new("a/x.onnx", ModelFault.Missing, "7", ""), problem);
        Assert.Contains("Recopier a/x.onnx", problem.WhatToDo, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_MissingFolder_IsMissingFile()
    {
        using var models = new ModelsFolder().Add("a/x.onnx", ModelRole.Speech);
        Directory.Delete(models.File("a"), recursive: true);

        Assert.Equal(ModelFault.Missing, Assert.Single(models.Problems()).What);
    }

    [Theory]
    [InlineData("con")]
    [InlineData("content and more")]
    [InlineData("")]
    public void Verify_OtherLength_GivesBothLengths(string content)
    {
        using var models = new ModelsFolder().Add("a/x.onnx", ModelRole.Speech);
        File.WriteAllText(models.File("a/x.onnx"), content);

        Assert.Equal(new("a/x.onnx", ModelFault.WrongLength, "7", $"{content.Length}"), Assert.Single(models.Problems()));
    }

    [Theory]
    [InlineData("a/decoder_model_merged_fp16.onnx")]
    [InlineData("a/encoder_model.onnx_data_1")]
    [InlineData("b/model.json")]
    public void Verify_GraphNobodyVouchedFor_IsReported(string file)
    {
        using var models = new ModelsFolder().Add("a/x.onnx", ModelRole.Speech);
        Directory.CreateDirectory(models.File("b"));
        File.WriteAllText(models.File(file), "?");

        Assert.Equal((file, ModelFault.Unlisted), Assert.Single(models.Problems()) is var p ? (p.File, p.What) : default);
    }

    [Fact]
    public void Verify_Cancelled_Stops()
    {
        using var models = new ModelsFolder().Add("a/x.onnx", ModelRole.Speech);
        Assert.ThrowsAny<OperationCanceledException>(() => ModelCatalog.Open(models.Path).Verify(new(canceled: true)).ToList());
    }

    [Theory]
    [InlineData("../a.onnx")]
    [InlineData("a/../../b.onnx")]
    [InlineData("/etc/passwd")]
    [InlineData("C:/a.onnx")]
    [InlineData("a\\\\b.onnx")]
    [InlineData("a//b.onnx")]
    [InlineData("./a.onnx")]
    [InlineData("a/.b")]
    [InlineData("")]
    [InlineData("a/b\\u0000.onnx")]
    public void Parse_PathThatLeavesTheFolder_IsRefused(string file)
    {
        var error = Assert.Throws<ModelException>(() => ModelManifest.Parse(Json(file)));

        Assert.Contains("chemin refusé", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_UnknownRole_NamesFileRoleAndTheKnownOnes()
    {
        var message = Assert.Throws<ModelException>(() => ModelManifest.Parse(Json(role: "oracle"))).Message;

        Assert.Contains("a/b.onnx", message, StringComparison.Ordinal);
        Assert.Contains("oracle", message, StringComparison.Ordinal);
        Assert.Contains("text-encoder", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("""{"schema":1}""")]
    [InlineData("""{"schema":1,"files":[null]}""")]
    [InlineData("""{"schema":1,"files":[],"more":2}""")]
    public void Parse_NotAManifest_IsAModelException(string json) => Assert.Throws<ModelException>(() => ModelManifest.Parse(json));

    [Fact]
    public void Parse_WrongFields_AreNamed()
    {
        Assert.Contains("sha256", Assert.Throws<ModelException>(() => ModelManifest.Parse(Json(sha: "AB"))).Message, StringComparison.Ordinal);
        Assert.Contains("bytes", Assert.Throws<ModelException>(() => ModelManifest.Parse(Json(bytes: "0"))).Message, StringComparison.Ordinal);
        Assert.Contains("schema", Assert.Throws<ModelException>(() => ModelManifest.Parse(Json(schema: "2"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_SameFileTwice_IsRefusedWhateverTheCase()
    {
        var one = Json()[..^2];
        var row = one[(one.IndexOf('[', StringComparison.Ordinal) + 1)..];
        var twice = one + "," + row.Replace("a/b", "A/B", StringComparison.Ordinal) + "]}";

        Assert.Contains("deux fois", Assert.Throws<ModelException>(() => ModelManifest.Parse(twice)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void With_RebuiltModel_ReplacesItsEntries()
    {
        using var models = new ModelsFolder().Add("triage/heads.onnx", ModelRole.Triage, "old").Add("triage/old.json", ModelRole.Triage).Add("a/x.onnx", ModelRole.Speech);
        File.Delete(models.File("triage/old.json"));
        File.WriteAllText(models.File("triage/heads.onnx"), "new heads");

        ModelManifest.Read(models.Path).WithoutFolder("triage")
            .With([ModelManifest.Describe(models.Path, "triage/heads.onnx", "trained here", "Apache-2.0", ModelRole.Triage)]).Write(models.Path);

        Assert.Empty(models.Problems());
        Assert.Equal(["a/x.onnx", "triage/heads.onnx"], ModelManifest.Read(models.Path).Files.Select(f => f.File));
        Assert.False(File.Exists(models.File("manifest.json.new")));
    }

    [Fact]
    public void Read_NoManifest_SaysWhereAndWhatToDo()
    {
        var folder = Path.Combine(Path.GetTempPath(), "no-such-models");
        var message = Assert.Throws<ModelException>(() => ModelManifest.Read(folder)).Message;

        Assert.Contains("no-such-models", message, StringComparison.Ordinal);
        Assert.Contains("support d'installation", message, StringComparison.Ordinal);
    }
}
