using System.Globalization;
using Spectre.Console;

namespace Triage.Server.Cli;

/// <summary>
/// How far long work has come: a bar on a terminal, else plain lines on standard error, at most one for each twentieth of a
/// stage. Standard output stays for the result. Used by one thread.
/// </summary>
internal sealed class WorkProgress
{
    private const int LinesPerStage = 20;

    private readonly TextWriter _lines;
    private readonly ProgressContext? _bars;
    private readonly Dictionary<string, ProgressTask> _tasks = [];
    private string _stage = "";
    private int _printed;

    private WorkProgress(TextWriter lines, ProgressContext? bars) => (_lines, _bars) = (lines, bars);

    /// <summary>Does the work; the bars go away when it is done.</summary>
    /// <param name="plain">Never a bar: standard output holds JSON.</param>
    public static async Task<T> RunAsync<T>(CliEnvironment environment, bool plain, Func<WorkProgress, Task<T>> work)
    {
        if (plain || environment.MovingPicture() is not { } console)
            return await work(new WorkProgress(environment.Error, null));
        return await console.Progress().AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(bars => work(new WorkProgress(environment.Error, bars)));
    }

    /// <param name="stage">What is being done; a new name begins a new bar.</param>
    /// <param name="done">Share of the stage in [0,1].</param>
    /// <param name="detail">A figure worth a line, or null.</param>
    public void Report(string stage, double done, string? detail = null)
    {
        var text = detail is null ? stage : $"{stage} : {detail}";
        if (_bars is not null)
        {
            if (!_tasks.TryGetValue(stage, out var task))
            {
                foreach (var earlier in _tasks.Values)
                    earlier.Value = earlier.MaxValue;
                _tasks[stage] = task = _bars.AddTask(Markup.Escape(text), maxValue: 1);
            }
            (task.Description, task.Value) = (Markup.Escape(text), done);
            return;
        }
        var step = (int)(done * LinesPerStage + 1e-9);
        if (stage == _stage && step == _printed)
            return;
        (_stage, _printed) = (stage, step);
        _lines.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{100 * done,3:F0} %  {text}"));
    }
}
