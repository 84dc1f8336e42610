using System.Text;
using Triage.Server.Cli;
using Triage.Server.Hosting;

namespace Triage.Server.Tests.Cli;

/// <summary>The command line over a desk, scripted or real, with what it printed.</summary>
internal sealed class CliRun(ScriptedDesk desk)
{
    private DeskFactory _desks = (_, _) => desk;

    /// <summary>Over the embedded models.</summary>
    public static CliRun WithModels() => new(new ScriptedDesk()) { _desks = ApplianceDesk.Create };

    private readonly StringBuilder _out = new();
    private readonly StringBuilder _error = new();

    public LogCapture Log { get; } = new();

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public Task<int> RunAsync(params string[] args) => RunAsync(args, TestContext.Current.CancellationToken);

    public Task<int> RunAsync(string[] args, CancellationToken ct) => TriageCli.RunAsync(args, new()
    {
        Out = Writer(_out), Error = Writer(_error), IsTerminal = false, Folder = AppContext.BaseDirectory,
        Time = TimeProvider.System, Desks = _desks, Logging = _ => Log.Attach,
    }, ct);

    private static TextWriter Writer(StringBuilder text) => TextWriter.Synchronized(new StringWriter(text) { NewLine = "\n" });
}
