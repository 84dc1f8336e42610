using Microsoft.Data.Sqlite;
using System.Text.Json;
using Triage.TrialLog.Log;

namespace Triage.Server.Tests.Hosting;

/// <summary>The accesses that a log holds, in their order.</summary>
internal static class AccessRows
{
    public static IReadOnlyList<(string? Call, string Reader, string What, string Scope)> Of(EvidenceFolder folder)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = folder.Events, Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT call, payload FROM events WHERE type='access' ORDER BY sequence";
        using var rows = command.ExecuteReader();
        var all = new List<(string?, string, string, string)>();
        while (rows.Read())
        {
            using var payload = JsonDocument.Parse(rows.GetFieldValue<byte[]>(1));
            string Member(string name) => payload.RootElement.GetProperty(name).GetString()!;
            all.Add((rows.IsDBNull(0) ? null : rows.GetString(0), Member("reader"), Member("what"), Member("scope")));
        }
        return all;
    }
}
