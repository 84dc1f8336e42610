using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Triage.Inference.Providers;

/// <summary>Asks NVIDIA's driver which GPUs there are. Its program comes with every driver and links nothing into us.</summary>
internal static class NvidiaSmi
{
    public const string Program = "nvidia-smi";

    /// <summary>Without the persistence daemon the driver wakes up for each question: seconds on a host with many GPUs. Ten times that is a hang.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    private const int MaxQuoted = 160;

    private static readonly string[] Arguments = ["--query-gpu=name,driver_version,memory.total,compute_cap", "--format=csv,noheader"];

    /// <summary>Runs the program and reads its answer. Never throws for what the program does.</summary>
    public static GpuQuery Query(string program, TimeSpan timeout)
    {
        try
        {
            using var process = Start(program);
            var output = new StringBuilder();
            var open = 2;
            void Collect(object sender, DataReceivedEventArgs line)
            {
                lock (output)
                {
                    if (line.Data is null)
                        open--;
                    else
                        output.AppendLine(line.Data);
                    Monitor.Pulse(output);
                }
            }
            process.OutputDataReceived += Collect;
            process.ErrorDataReceived += Collect;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            var ended = process.WaitForExit(timeout);
            lock (output)
                while (ended && open > 0)
                    ended = Monitor.Wait(output, timeout);
            if (!ended)
            {
                Kill(process);
                return Fault(GpuQueryOutcome.TimedOut, $"{Program} n'a pas répondu en {timeout.TotalSeconds:0.#} s : pilote bloqué. Redémarrer la machine, vérifier le pilote.");
            }
            var text = output.ToString().Trim();
            return process.ExitCode == 0 ? Parse(text)
                : Fault(GpuQueryOutcome.Failed, $"{Program} a échoué (code {process.ExitCode} : {Quote(text)}). Vérifier le pilote NVIDIA.");
        }
        catch (Win32Exception e)
        {
            return Fault(GpuQueryOutcome.Absent, $"{Program} introuvable ({e.Message}) : pas de pilote NVIDIA. Installer le pilote, ou mettre le programme dans le PATH du service.");
        }
    }

    /// <summary>Reads lines "name, driver, memory MiB, capability", one a GPU. Pure.</summary>
    public static GpuQuery Parse(string text)
    {
        var lines = text.Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length == 0 || lines[0].StartsWith("No devices were found", StringComparison.OrdinalIgnoreCase))
            return Fault(GpuQueryOutcome.Failed, $"{Program} ne voit aucun GPU. Vérifier la carte et le pilote.");
        var devices = new List<GpuDevice>();
        foreach (var line in lines)
        {
            if (!TryParseLine(line, out var device))
                return Fault(GpuQueryOutcome.Garbage, $"{Program} : réponse illisible ({Quote(line)}). Mettre à jour le pilote NVIDIA.");
            devices.Add(device);
        }
        return new(GpuQueryOutcome.Answered, devices, null);
    }

    private static bool TryParseLine(string line, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out GpuDevice? device)
    {
        device = null;
        var fields = line.Split(',', StringSplitOptions.TrimEntries);
        if (fields.Length < 4)
            return false;
        // A name may hold a comma; the last three fields never do.
        var name = string.Join(", ", fields[..^3]);
        var memory = fields[^2].Split(' ');
        if (name.Length == 0 || !Version.TryParse(fields[^3], out var driver) || !Version.TryParse(fields[^1], out var capability)
            || memory is not [var amount, "MiB"] || !int.TryParse(amount, NumberStyles.None, CultureInfo.InvariantCulture, out var mebibytes))
            return false;
        device = new(name, driver, mebibytes, capability);
        return true;
    }

    private static Process Start(string program)
    {
        var start = new ProcessStartInfo(program, Arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false, CreateNoWindow = true,
        };
        // Its messages are read: they are not to follow the language of the host.
        start.Environment["LC_ALL"] = "C";
        var process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>One that waits in the driver cannot be ended; it is left behind, and the fault is the same.</summary>
    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or AggregateException)
        {
            // It ended by itself meanwhile, or does not obey.
        }
    }

    private static GpuQuery Fault(GpuQueryOutcome outcome, string problem) => new(outcome, [], problem);

    private static string Quote(string text)
    {
        var line = text.ReplaceLineEndings(" ");
        return line.Length > MaxQuoted ? line[..MaxQuoted] + "..." : line;
    }
}
