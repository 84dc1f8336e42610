using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Triage.Core.Calls;

namespace Triage.Core.Tests.Calls;

public sealed class AudioSpoolTests : IDisposable
{
    private static readonly float[] Speech = [.. Enumerable.Range(0, 16000).Select(i => MathF.Sin(i * 0.05f) * 0.3f)];

    private readonly string _folder = Directory.CreateTempSubdirectory("triage-spool-").FullName;

    private string[] Files => Directory.GetFiles(_folder, "*", SearchOption.AllDirectories);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Read_WhatWasWritten_IsTheSameBitByBitAndThenGone()
    {
        using var spool = new AudioSpool(new(_folder));
        using (var audio = spool.TryWrite(Speech)!)
        {
            Assert.True(spool.Bytes > Speech.Length * sizeof(float));
            Assert.Equal(Speech, audio.Read());
        }
        Assert.Equal(0, spool.Bytes);
        Assert.Empty(Files);
    }

    [Fact]
    public void TryWrite_SameAudioTwice_IsUnreadableAndDifferentOnDisk()
    {
        using var spool = new AudioSpool(new(_folder));
        using var first = spool.TryWrite(Speech)!;
        using var second = spool.TryWrite(Speech)!;

        var files = Files.Select(File.ReadAllBytes).ToArray();

        Assert.Equal(2, files.Length);
        Assert.NotEqual(files[0][28..], files[1][28..]);
        var plain = MemoryMarshal.AsBytes(Speech.AsSpan(100, 16)).ToArray();
        Assert.All(files, f => Assert.Equal(-1, f.AsSpan().IndexOf(plain)));
    }

    [Fact]
    public void TryWrite_BoundReached_IsRefusedUntilThereIsRoomAgain()
    {
        using var spool = new AudioSpool(new(_folder, MaxBytes: 100_000));
        var first = spool.TryWrite(Speech);
        Assert.NotNull(first);

        Assert.Null(spool.TryWrite(Speech));
        Assert.Contains("100000 are allowed", spool.Fault, StringComparison.Ordinal);
        first.Dispose();

        using var again = spool.TryWrite(Speech);
        Assert.NotNull(again);
        Assert.Null(spool.Fault);
    }

    [Fact]
    public void TryWrite_DiskRefuses_SaysWhyAndCountsNothing()
    {
        using var spool = new AudioSpool(new(_folder));
        foreach (var own in Directory.GetDirectories(_folder))
            Directory.Delete(own, recursive: true);

        Assert.Null(spool.TryWrite(Speech));
        Assert.NotNull(spool.Fault);
        Assert.Equal(0, spool.Bytes);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(20, 1)]
    [InlineData(5000, 1)]
    [InlineData(0, -1)]
    public void Read_AlteredOrCutShort_IsNamed(int at, int change)
    {
        using var spool = new AudioSpool(new(_folder));
        using var audio = spool.TryWrite(Speech)!;
        var file = File.ReadAllBytes(Files[0]);
        file[at] ^= 1;
        File.WriteAllBytes(Files[0], change > 0 ? file : file[..^1]);
        Assert.Throws<InvalidDataException>(() => audio.Read());
    }

    [Fact]
    public void Start_LeftoversOfAProcessThatIsGone_AreRemovedAndOthersLeft()
    {
        using var gone = Process.Start("true")!;
        gone.WaitForExit();
        var (dead, alive) = (Path.Combine(_folder, $"{gone.Id}-x"), Path.Combine(_folder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture) + "-y"));
        Directory.CreateDirectory(dead);
        File.WriteAllText(Path.Combine(dead, "0"), "noise");
        Directory.CreateDirectory(alive);

        using var spool = new AudioSpool(new(_folder));

        Assert.False(Directory.Exists(dead));
        Assert.True(Directory.Exists(alive));
    }
}
