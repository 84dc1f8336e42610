using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Core.Scheduling;
using Triage.Core.Speech;
using Triage.Inference.Models;
using Triage.Inference.Silero;
using Triage.Inference.Whisper;
using Triage.Tests;

namespace Triage.Inference.Tests;

/// <summary>The embedded voice activity and recogniser behind two lanes, opened once for all pipeline tests; no triage.</summary>
public sealed class PipelineModels : IDisposable
{
    private readonly SileroModel _activity;
    private readonly WhisperRecognizer[] _recognizers;

    public PipelineModels()
    {
        var catalog = ModelCatalog.Open(TestPaths.InRoot("models"));
        _activity = new SileroModel(catalog.VoiceActivity());
        _recognizers = [.. Enumerable.Range(0, 2).Select(_ => WhisperLoader.Open(catalog.Speech(), new ComputeOptions(1)))];
    }

    /// <summary>A desk of its own over lanes of its own; the sessions are shared by tests that run one after the other.</summary>
    public async Task<PipelineDesk> OpenAsync(TimeProvider clock)
    {
        var scheduler = new DeadlineScheduler([.. _recognizers.Select(r => new BorrowedLane(r))], clock);
        var resources = new CallResources(scheduler, () => _activity.OpenChannel(), new NoTriage(), _recognizers[0].Vocabulary,
            _recognizers[0].MelBins, _recognizers[0].WindowsS, new SpeechOptions(), new CallBudgets(), clock) { Owner = scheduler };
        var desk = new CallDesk(_ => Task.FromResult(resources), [], new CallDeskOptions());
        await desk.WarmUpAsync(PipelineDesk.Ct);
        return new PipelineDesk(desk);
    }

    public void Dispose()
    {
        foreach (var recognizer in _recognizers)
            recognizer.Dispose();
        _activity.Dispose();
    }

    private sealed class BorrowedLane(WhisperRecognizer recognizer) : ILane
    {
        public ISpeechRecognizer Recognizer => recognizer;

        public void Dispose()
        {
        }
    }

    private sealed class NoTriage : ITriageModel, ICallAssessor
    {
        public string Hash => "none";

        public ICallAssessor Open() => this;

        public Suggestion Add(SpokenTurn turn) => new(
            new(Priority.NR, 0, [0, 0, 0, 0, 1]), new(CareLevel.R4, 0, [0, 0, 0, 1]), new("", "", 0), [], [], null,
            AbstentionReason.ModelUnavailable, Hash);

        public void MarkOtherLanguage()
        {
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>Tests that share the models run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PipelineTestGroup : ICollectionFixture<PipelineModels>
{
    public const string Name = "pipeline";
}
