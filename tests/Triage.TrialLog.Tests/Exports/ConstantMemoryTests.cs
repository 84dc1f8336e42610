using Triage.TrialLog.Exports;
using Triage.TrialLog.Records;

namespace Triage.TrialLog.Tests.Exports;

/// <summary>Measures what the whole process allocates: nothing else runs meanwhile.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;

/// <summary>An export of years takes no more memory than one of a night.</summary>
[Collection(nameof(AloneInTheProcess))]
public sealed class ConstantMemoryTests
{
    /// <summary>Room for buffers: Parquet row groups of nine tables, files, pools.</summary>
    private const long MostGrowth = 300_000_000;

    public static TheoryData<ExportFormat> Formats => [.. Enum.GetValues<ExportFormat>()];

    /// <summary>Bytes that one call more may allocate; what a format makes of a call with two suggestions, three decisions and three exposures.</summary>
    private static long Budget(ExportFormat format) => format switch
    {
        ExportFormat.Csv => 12_000,
        ExportFormat.Parquet => 20_000,
        ExportFormat.Package => 30_000,
        // 18 resources of the SDK's classes.
        ExportFormat.Fhir => 200_000,
        ExportFormat.Omop => 40_000,
        ExportFormat.RsEda => 60_000,
        _ => 0,
    };

    [Theory(Timeout = 300_000)]
    [MemberData(nameof(Formats))]
    public async Task Export_CallsMore_AllocateWithinTheBudgetAndHoldNothing(ExportFormat format)
    {
        var (few, fewHeld) = await MeasureAsync(format, 500, TestContext.Current.CancellationToken);
        var (many, manyHeld) = await MeasureAsync(format, 4500, TestContext.Current.CancellationToken);
        Assert.InRange((many - few) / 4000, 0, Budget(format));
        // What stays between two calls: nine times the calls, not nine times the memory.
        Assert.InRange(manyHeld - fewHeld, long.MinValue, 40_000_000);
    }

    [Theory(Timeout = 3_600_000)]
    [Trait("Category", "Long")]
    [MemberData(nameof(Formats))]
    public async Task Export_MillionRows_StaysBelow300MbOfGrowth(ExportFormat format)
    {
        // A call is 14 rows of the tables on average.
        const int Calls = 75_000;
        using var folder = new TemporaryFolder();
        GC.Collect();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        var result = await new ExportRun(TestDossiers.Options).WriteAsync(
            new(TestDossiers.Generate(Calls), TestDossiers.Of([]).Outages), format, folder["out"],
            progress: calls =>
            {
                if (calls % 5000 == 0)
                    most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: false) - before);
            }, ct: TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper!.WriteLine($"{format}: {result.Calls} calls, {result.Bytes} bytes, {most} bytes of growth at most");
        Assert.True(Rows(Calls) >= 1_000_000, $"{Rows(Calls)} rows");
        Assert.InRange(most, 0, MostGrowth);
    }

    private static long Rows(int calls)
    {
        static long Of(CallDossier d) =>
            1 + d.Allocations.Count + d.Suggestions.Count + d.Suggestions.Sum(s => s.Findings.Count) + d.Exposures.Count + d.Decisions.Count + d.Clocks.Count + d.Adjudications.Count;
        var refused = (calls + 0L) / 8;
        return ((calls - refused) * Of(TestDossiers.Full(0))) + (refused * Of(TestDossiers.Refused(0)));
    }

    /// <summary>Allocated by this export in the least of three passes, and held when all calls are written.</summary>
    private static async Task<(long Allocated, long Held)> MeasureAsync(ExportFormat format, int calls, CancellationToken ct)
    {
        var (least, held) = (long.MaxValue, long.MaxValue);
        var dossiers = new List<CallDossier>();
        await foreach (var dossier in TestDossiers.Generate(16))
            dossiers.Add(dossier);
        for (var pass = 0; pass < 3; pass++)
        {
            using var folder = new TemporaryFolder();
            var start = GC.GetTotalMemory(forceFullCollection: true);
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await new ExportRun(TestDossiers.Options).WriteAsync(
                TestDossiers.Of(Enumerable.Range(0, calls).Select(i => dossiers[i % dossiers.Count])), format, folder["out"],
                progress: done =>
                {
                    if (done == calls)
                        held = Math.Min(held, GC.GetTotalMemory(forceFullCollection: true) - start);
                }, ct: ct);
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return (least, held);
    }
}
