using Microsoft.Extensions.DependencyInjection;
using Triage.Core.Calls;
using Triage.Core.Scheduling;
using Triage.Core.Speech;
using Triage.Core.Telemetry;
using Triage.Core.Tests.Calls;
using Triage.Core.Trial;
using Triage.Server.Hosting;

namespace Triage.Server.Tests;

/// <summary>The real desk over scripted models, for what only real calls show.</summary>
internal static class ScriptedModels
{
    public static DeskFactory Desk(int maxCalls = 4, params ICallEventSink[] sinks) => Desk(new ScriptedTriage(), null, maxCalls, sinks);

    public static DeskFactory Desk(ScriptedTriage triage, int maxCalls = 4, params ICallEventSink[] sinks) => Desk(triage, null, maxCalls, sinks);

    /// <param name="evidence">Says what of the calls humans see.</param>
    public static DeskFactory Desk(IEvidenceLog evidence) => Desk(new ScriptedTriage(), evidence, 4);

    private static DeskFactory Desk(ScriptedTriage triage, IEvidenceLog? evidence, int maxCalls, params ICallEventSink[] sinks) => (_, services) =>
    {
        var metrics = services.GetRequiredService<ApplianceMetrics>();
        var lane = new ScriptedRecognizer(new RecognizerScript());
        var scheduler = new DeadlineScheduler([lane], TimeProvider.System);
        var resources = new CallResources(scheduler, () => new ScriptedActivity(() => { }), triage, ToneSpeech.Vocabulary, lane.MelBins,
            lane.WindowsS, new SpeechOptions(), new CallBudgets(), TimeProvider.System)
        {
            Owner = scheduler,
            Metrics = metrics,
            Admission = new() { MaxCalls = maxCalls },
        };
        return new CallDesk(_ => Task.FromResult(resources), sinks, new CallDeskOptions
        {
            Metrics = metrics, Evidence = evidence ?? services.GetService<IEvidenceLog>(),
        });
    };
}
