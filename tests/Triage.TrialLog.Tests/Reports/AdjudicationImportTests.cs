using Triage.Core.Assessment;
using Triage.TrialLog.Reports;
using Triage.TrialLog.Tests.Log;

namespace Triage.TrialLog.Tests.Reports;

public sealed class AdjudicationImportTests
{
    private const string Header = "call;adjudicator;vital_emergency;priority;source;at;consensus\n";

    [Fact]
    public void Read_AFile_GivesItsRowsWhateverItsDialect()
    {
        var rows = AdjudicationFile.Read(new StringReader("\ufeffcall,adjudicator,vital_emergency,source,at,motive\r\nc1,\"Dr, \"\"M\"\"\",oui,recording,2026-03-01T10:00:00+01:00,M03.06\r\n\r\nc2,b,0,smur_summary,2026-03-02,\r\n"));
        Assert.Empty(rows.Faults);
        Assert.Equal(new(2, "c1", "Dr, \"M\"", true, null, "M03.06", "recording", false, new(2026, 3, 1, 10, 0, 0, TimeSpan.FromHours(1))), rows.Rows[0]);
        Assert.Equal((4, false, "smur_summary"), (rows.Rows[1].Line, rows.Rows[1].VitalEmergency, rows.Rows[1].Source));
    }

    [Theory]
    [InlineData("", "vide")]
    [InlineData("call;adjudicator;source;at\n", "vital_emergency manque")]
    [InlineData("call;adjudicator;vital_emergency;source;at;colour\n", "« colour » est inconnue")]
    [InlineData(Header, "aucune adjudication")]
    [InlineData(Header + "c1;a;peut-être;P0;recording;2026-03-01;\n", "ligne 2 : vital_emergency")]
    [InlineData(Header + "c1;a;oui;P9;recording;2026-03-01;\n", "ligne 2 : priority")]
    [InlineData(Header + "c1;a;oui;0;recording;2026-03-01;\n", "ligne 2 : priority")]
    [InlineData(Header + "c1;;oui;P0;recording;2026-03-01;\n", "ligne 2 : adjudicator")]
    [InlineData(Header + "c1;a;oui;P0;rumour;2026-03-01;\n", "ligne 2 : source")]
    [InlineData(Header + "c1;a;oui;P0;recording;hier;\n", "ligne 2 : at")]
    [InlineData(Header + "c1;\"a;oui;P0;recording;2026-03-01;\n", "guillemets")]
    [InlineData(Header + "c1;a;oui;P0;recording;2026-03-01;non;plus\n", "8 champs")]
    public void Read_WhatCannotBeTaken_IsNamed(string text, string expected) =>
        Assert.Contains(expected, Assert.Single(AdjudicationFile.Read(new StringReader(text)).Faults), StringComparison.Ordinal);

    [Fact]
    public async Task Run_KnownCalls_ReachTheirDossiersOnceAndByPseudonym()
    {
        using var room = new LogRoom();
        await using (var log = room.Open())
        {
            room.Call(log);
            room.Call(log, "c2");
            var key = log.KeyOf("c2");
            var rows = AdjudicationFile.Read(new StringReader(Header + $"c1;dr.roux;oui;P0;recording;2026-12-01;\nc1;dr.noir;non;P1;recording;2026-12-02;\n{key};dr.roux;non;P2;recording;2026-12-02;\n")).Rows;
            Assert.Equal((3, 0), Counts(await AdjudicationImport.RunAsync(log, room.Folder, rows, LogRoom.Ct)));
            Assert.Equal((0, 3), Counts(await AdjudicationImport.RunAsync(log, room.Folder, rows, LogRoom.Ct)));
        }
        var dossiers = await room.ReadAsync();
        Assert.Equal([2, 1], dossiers.Select(d => d.Adjudications.Count));
        Assert.Equal(ReferenceState.Discordant, ReferenceStandard.Of(dossiers[0].Adjudications).State);
        Assert.DoesNotContain(dossiers.SelectMany(d => d.Adjudications), a => a.AdjudicatorKey.Contains("dr.", StringComparison.Ordinal));
        Assert.Equal(Priority.P2, dossiers[1].Adjudications[0].Priority);
    }

    [Fact]
    public async Task Run_OneUnknownCall_ChangesNothingAndIsNamed()
    {
        using var room = new LogRoom();
        await using (var log = room.Open())
        {
            room.Call(log);
            var rows = AdjudicationFile.Read(new StringReader(Header + "c1;a;oui;P0;recording;2026-12-01;\nc9;a;oui;P0;recording;2026-12-01;\n")).Rows;
            var result = await AdjudicationImport.RunAsync(log, room.Folder, rows, LogRoom.Ct);
            Assert.Equal("ligne 3 : l'appel c9 n'est pas dans le journal", Assert.Single(result.Faults));
        }
        Assert.Empty((await room.ReadAsync())[0].Adjudications);
    }

    private static (int, int) Counts(AdjudicationImportResult result) => (result.Written, result.AlreadyThere);
}
