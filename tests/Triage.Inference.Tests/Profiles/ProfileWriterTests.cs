using Triage.Inference.Profiles;

namespace Triage.Inference.Tests.Profiles;

public sealed class ProfileWriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("triage-profiles-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Write_OverAnother_ReplacesItAndLeavesNothingElse()
    {
        var file = ProfileFolder.FileOf(_folder, "gpu-1");
        File.WriteAllText(file, new string('x', 100_000));

        ProfileWriter.Write(SampleProfile.Full, file);

        Assert.Equal("gpu-1", ProfileReader.Read(file).Name);
        Assert.Equal([file], Directory.GetFiles(_folder));
    }

    [Fact]
    public void Write_ThatFails_LeavesTheOldOneWholeAndNoPart()
    {
        // The place is a folder with something in it: the last step, the move, is refused.
        var file = ProfileFolder.FileOf(_folder, "gpu-1");
        Directory.CreateDirectory(Path.Combine(file, "inside"));

        Assert.ThrowsAny<SystemException>(() => ProfileWriter.Write(SampleProfile.Full, file));

        Assert.True(Directory.Exists(Path.Combine(file, "inside")));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void ReadAll_OfAFileWithAnothersName_IsRefused()
    {
        ProfileWriter.Write(SampleProfile.Full, ProfileFolder.FileOf(_folder, "other"));

        Assert.Contains("attendu : le nom du fichier", Assert.Throws<ProfileException>(() => ProfileFolder.ReadAll(_folder)).Message, StringComparison.Ordinal);
    }
}
