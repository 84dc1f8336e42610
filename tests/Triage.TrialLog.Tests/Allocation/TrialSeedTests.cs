using Triage.TrialLog.Allocation;
using Triage.TrialLog.Content;

namespace Triage.TrialLog.Tests.Allocation;

public sealed class TrialSeedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("triage-seed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void LoadOrCreate_Twice_IsTheSameRandomSeed()
    {
        var path = Path.Combine(_folder, "seed.key");
        var seed = TrialSeed.LoadOrCreate(path);

        Assert.Equal(seed.Hex, TrialSeed.LoadOrCreate(path).Hex);
        Assert.Equal(seed.Hex, TrialSeed.Parse(seed.Hex)!.Hex);
        Assert.NotEqual(seed.Hex, TrialSeed.LoadOrCreate(Path.Combine(_folder, "other.key")).Hex);
        Assert.DoesNotContain(seed.Hex, seed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ReadableByOthersShortOrMissing_IsRefusedByName()
    {
        var path = Path.Combine(_folder, "seed.key");
        Assert.Contains(path, Assert.Throws<KeyFileException>(() => TrialSeed.Load(path)).Message, StringComparison.Ordinal);
        TrialSeed.LoadOrCreate(path);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
            Assert.Contains("600", Assert.Throws<KeyFileException>(() => TrialSeed.Load(path)).Message, StringComparison.Ordinal);
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        File.WriteAllBytes(path, new byte[31]);
        Assert.Contains("31 octets", Assert.Throws<KeyFileException>(() => TrialSeed.Load(path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("zz")]
    [InlineData("00112233445566778899aabbccddeeff00112233445566778899aabbccddee")]
    public void Parse_NoSeed_IsNull(string text) => Assert.Null(TrialSeed.Parse(text));
}
