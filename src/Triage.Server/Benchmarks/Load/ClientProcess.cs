using System.Diagnostics;
using System.Globalization;

namespace Triage.Server.Benchmarks.Load;

/// <summary>The callers in a process of their own, so that they share neither heap nor threads with the appliance they load.</summary>
internal static class ClientProcess
{
    /// <summary>Name of the hidden command that <see cref="Start"/> calls.</summary>
    public const string Command = "load-clients";

    // What a broken client says first is enough to name it; what follows says where in the code.
    private const int ErrorLines = 3;

    /// <summary>Runs a client process to its end.</summary>
    /// <param name="observe">Receives what it reports, in order, one at a time.</param>
    /// <exception cref="IOException">It cannot be started, or ended otherwise than with its work done; says how.</exception>
    public static async Task RunAsync(ProcessStartInfo start, Action<ClientEvent> observe, CancellationToken ct)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError, start.UseShellExecute) = (true, true, true, false);
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new IOException($"les appelants simulés ne démarrent pas ({start.FileName} : {e.Message})", e);
        }
        try
        {
            var errors = FirstLinesAsync(process.StandardError, ct);
            var done = false;
            while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
                if (ClientEvent.TryParse(line) is { } happened)
                {
                    observe(happened);
                    done |= happened.Kind == ClientEventKind.Done;
                }
            await process.WaitForExitAsync(ct);
            var said = await errors;
            if (process.ExitCode != 0 || !done)
                throw new IOException($"les appelants simulés se sont arrêtés avant la fin (code {process.ExitCode}) : {said}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>This program again, as callers.</summary>
    public static ProcessStartInfo Start(ClientWork work, IEnumerable<string> audioFolders)
    {
        var start = Program();
        foreach (var argument in (string[])["bench", Command])
            start.ArgumentList.Add(argument);
        void Option(string name, IFormattable value)
        {
            start.ArgumentList.Add(name);
            start.ArgumentList.Add(value.ToString(null, CultureInfo.InvariantCulture));
        }
        start.ArgumentList.Add("--server");
        start.ArgumentList.Add(work.Server.ToString());
        Option("--calls", work.Lines);
        Option("--warm-up", work.WarmUpS);
        Option("--seconds", work.MeasuredS);
        Option("--drain", work.DrainS);
        Option("--seed", work.Seed);
        foreach (var folder in audioFolders)
        {
            start.ArgumentList.Add("--audio");
            start.ArgumentList.Add(Path.GetFullPath(folder));
        }
        return start;
    }

    /// <summary>The executable beside this assembly; without one, its library under the .NET host that runs now.</summary>
    private static ProcessStartInfo Program()
    {
        var executable = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "triage.exe" : "triage");
        if (File.Exists(executable))
            return new(executable);
        var host = Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet";
        return new(host) { ArgumentList = { Path.Combine(AppContext.BaseDirectory, "triage.dll") } };
    }

    private static async Task<string> FirstLinesAsync(StreamReader errors, CancellationToken ct)
    {
        var lines = new List<string>();
        while (await errors.ReadLineAsync(ct) is { } line)
            if (lines.Count < ErrorLines)
                lines.Add(line.Trim());
        return string.Join(" | ", lines);
    }
}
