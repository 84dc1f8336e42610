using Triage.Core.Assessment;

namespace Triage.Benchmarks;

/// <summary>Suggests the same at every turn and allocates nothing: the assessment is measured by itself.</summary>
internal sealed class SilentTriage : ITriageModel, ICallAssessor
{
    private readonly Suggestion _suggestion = new(
        new(Priority.NR, 0, [0, 0, 0, 0, 1]), new(CareLevel.R4, 0, [0, 0, 0, 1]), new("", "", 0), [], [], null, AbstentionReason.NotEnoughSaid, "none");

    public string Hash => "none";

    public ICallAssessor Open() => this;

    public Suggestion Add(SpokenTurn turn) => _suggestion;

    public void MarkOtherLanguage()
    {
    }

    public void Dispose()
    {
    }
}
