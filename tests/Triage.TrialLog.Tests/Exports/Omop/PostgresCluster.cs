using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Triage.TrialLog.Tests.Exports.Omop;

/// <summary>
/// A PostgreSQL of one test: a cluster of its own in a temporary folder, on loopback only, run by a user that is not root, and
/// stopped by the process id that it wrote down. Without PostgreSQL the test is skipped and counted, or fails under CI=true.
/// </summary>
internal sealed class PostgresCluster : IAsyncDisposable
{
    private const string User = "triage";

    private readonly string _folder;
    private readonly string _binaries;

    private PostgresCluster(string folder, string binaries, int port) => (_folder, _binaries, Port) = (folder, binaries, port);

    public int Port { get; }

    public string ConnectionString => $"Host=127.0.0.1;Port={Port};Username={User};Database=postgres;Pooling=false;Timeout=60;Command Timeout=120";

    private string Data => Path.Combine(_folder, "data");

    public static async Task<PostgresCluster> StartAsync(CancellationToken ct)
    {
        var binaries = Binaries();
        Assert.SkipUnless(binaries is not null || Environment.GetEnvironmentVariable("CI") == "true", "PostgreSQL is not here: apt-get install postgresql");
        Assert.True(binaries is not null, "PostgreSQL must be present under CI: apt-get install postgresql");
        var folder = Directory.CreateTempSubdirectory("triage-pg-").FullName;
        var cluster = new PostgresCluster(folder, binaries!, FreePort());
        try
        {
            if (Environment.IsPrivilegedProcess)
                await RunAsync("chown", ["-R", "postgres", folder], null, ct);
            await cluster.AsServerAsync("initdb", ["-D", cluster.Data, "-U", User, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"], ct);
            var options = $"-c listen_addresses=127.0.0.1 -p {cluster.Port.ToString(CultureInfo.InvariantCulture)} -c unix_socket_directories='' -c fsync=off -c shared_buffers=32MB";
            await cluster.AsServerAsync("pg_ctl", ["-D", cluster.Data, "-l", Path.Combine(folder, "log"), "-o", options, "-w", "-t", "120", "start"], ct);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs a script as a site would.</summary>
    public Task<string> PsqlAsync(string folder, string script, CancellationToken ct) => RunAsync(
        "psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", Port.ToString(CultureInfo.InvariantCulture), "-U", User, "-d", "postgres", "-f", script], folder, ct);

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(Data, "postmaster.pid")))
            await AsServerAsync("pg_ctl", ["-D", Data, "-m", "immediate", "-w", "-t", "60", "stop"], CancellationToken.None);
        Directory.Delete(_folder, recursive: true);
    }

    // PostgreSQL refuses to run as root; Debian's package brings the user.
    private Task<string> AsServerAsync(string program, string[] arguments, CancellationToken ct)
    {
        var path = Path.Combine(_binaries, program);
        return Environment.IsPrivilegedProcess
            ? RunAsync("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", "--", path, .. arguments], _folder, ct)
            : RunAsync(path, arguments, _folder, ct);
    }

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string? folder, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = folder ?? "" };
        start.Environment["LC_ALL"] = "C";
        using var process = Process.Start(start)!;
        // pg_ctl leaves the server with these pipes; what it says goes to a file, so they are only read until pg_ctl itself ends.
        var errors = new List<string>();
        process.ErrorDataReceived += (_, line) => errors.Add(line.Data ?? "");
        process.OutputDataReceived += (_, line) => errors.Add(line.Data ?? "");
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
        using var ended = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, ended.Token);
        await process.WaitForExitAsync(either.Token);
        var said = string.Join('\n', errors.ToArray());
        return process.ExitCode == 0 ? said : throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {said}");
    }

    private static string? Binaries()
    {
        var installed = Directory.Exists("/usr/lib/postgresql") ? Directory.EnumerateDirectories("/usr/lib/postgresql") : [];
        return installed.Select(f => Path.Combine(f, "bin")).Where(f => File.Exists(Path.Combine(f, "initdb")) && File.Exists("/usr/bin/psql"))
            .OrderDescending(StringComparer.Ordinal).FirstOrDefault();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
