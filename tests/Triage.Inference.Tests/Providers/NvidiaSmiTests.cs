using Triage.Inference.Providers;

namespace Triage.Inference.Tests.Providers;

public sealed class NvidiaSmiTests
{
    [Fact]
    public void Parse_TwoGpus_GivesBothInOrder()
    {
        var query = NvidiaSmi.Parse("NVIDIA L4, 580.82.07, 23034 MiB, 8.9\r\nNVIDIA RTX A2000, 12GB, 535.183.01, 12282 MiB, 8.6\n");

        Assert.Equal((GpuQueryOutcome.Answered, null), (query.Outcome, query.Problem));
        Assert.Equal(
            [new("NVIDIA L4", new(580, 82, 7), 23034, new(8, 9)), new GpuDevice("NVIDIA RTX A2000, 12GB", new(535, 183, 1), 12282, new(8, 6))],
            query.Devices);
    }

    [Theory]
    [InlineData("", GpuQueryOutcome.Failed)]
    [InlineData("\n \n", GpuQueryOutcome.Failed)]
    [InlineData("No devices were found", GpuQueryOutcome.Failed)]
    [InlineData("NVIDIA L4, 580.82.07, 23034 MiB", GpuQueryOutcome.Garbage)]
    [InlineData("NVIDIA L4, [N/A], 23034 MiB, 8.9", GpuQueryOutcome.Garbage)]
    [InlineData("NVIDIA L4, 580.82.07, 23034, 8.9", GpuQueryOutcome.Garbage)]
    [InlineData("NVIDIA L4, 580.82.07, 23034 GiB, 8.9", GpuQueryOutcome.Garbage)]
    [InlineData("NVIDIA L4, 580.82.07, -1 MiB, 8.9", GpuQueryOutcome.Garbage)]
    [InlineData("NVIDIA L4, 580.82.07, 23034 MiB, [Not Supported]", GpuQueryOutcome.Garbage)]
    [InlineData(", 580.82.07, 23034 MiB, 8.9", GpuQueryOutcome.Garbage)]
    [InlineData("NVIDIA L4, 580.82.07, 23034 MiB, 8.9\n<html>", GpuQueryOutcome.Garbage)]
    public void Parse_WhatIsNoListOfGpus_IsNamed(string text, GpuQueryOutcome expected)
    {
        var query = NvidiaSmi.Parse(text);

        Assert.Equal(expected, query.Outcome);
        Assert.Empty(query.Devices);
        Assert.Contains("nvidia-smi", query.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Query_NoSuchProgram_IsAbsent() =>
        Assert.Equal(GpuQueryOutcome.Absent, NvidiaSmi.Query("no-such-nvidia-smi", NvidiaSmi.Timeout).Outcome);

    [Fact]
    public void Query_Answer_IsRead()
    {
        using var program = new FakeProgram("""echo "NVIDIA L4, 580.82.07, 23034 MiB, 8.9" """);

        Assert.Equal("NVIDIA L4", Assert.Single(NvidiaSmi.Query(program.File, NvidiaSmi.Timeout).Devices).Name);
    }

    [Fact]
    public void Query_Arguments_AskForWhatIsRead()
    {
        using var program = new FakeProgram("""echo "$1 $2" """);

        Assert.Contains("--query-gpu=name,driver_version,memory.total,compute_cap --format=csv,noheader", NvidiaSmi.Query(program.File, NvidiaSmi.Timeout).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Query_ProgramFails_QuotesWhatItSaid()
    {
        using var program = new FakeProgram("echo 'driver/library version mismatch' >&2; exit 18");

        var query = NvidiaSmi.Query(program.File, NvidiaSmi.Timeout);

        Assert.Equal(GpuQueryOutcome.Failed, query.Outcome);
        Assert.Contains("code 18 : driver/library version mismatch", query.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("exec tail -f /dev/null")]
    [InlineData("sleep 5 & exit 0")]
    public void Query_ProgramOrItsChildHangs_TimesOut(string script)
    {
        using var program = new FakeProgram(script + "\n");

        var query = NvidiaSmi.Query(program.File, TimeSpan.FromMilliseconds(300));

        Assert.Equal(GpuQueryOutcome.TimedOut, query.Outcome);
        Assert.Contains("pilote bloqué", query.Problem, StringComparison.Ordinal);
    }

    /// <summary>A script in place of the driver's program.</summary>
    private sealed class FakeProgram : IDisposable
    {
        public FakeProgram(string script)
        {
            Assert.SkipWhen(OperatingSystem.IsWindows(), "the fake program is a shell script");
            System.IO.File.WriteAllText(File, "#!/bin/sh\n" + script);
            if (!OperatingSystem.IsWindows())
                System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        }

        public string File { get; } = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        public void Dispose() => System.IO.File.Delete(File);
    }
}
