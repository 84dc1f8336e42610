using Triage.Core.Assessment;

namespace Triage.Core.Tests.Calls;

/// <summary>Suggests the number of turns taken; a second owner at the same time is a fault of the product.</summary>
internal sealed class ScriptedTriage : ITriageModel
{
    public string Hash => "scripted";

    /// <summary>Runs inside each assessment.</summary>
    public Action OnAdd { get; set; } = () => { };

    /// <summary>Changes what is suggested.</summary>
    public Func<Suggestion, Suggestion> Change { get; set; } = s => s;

    /// <summary>Times two threads were inside one assessor, or it was used after its disposal.</summary>
    public int Clashes;

    public int Disposed;

    public ICallAssessor Open() => new Assessor(this);

    private sealed class Assessor(ScriptedTriage model) : ICallAssessor
    {
        private int _turns, _inside;
        private bool _other, _disposed;

        public Suggestion Add(SpokenTurn turn) => Alone(() =>
        {
            model.OnAdd();
            _turns++;
            return model.Change(new Suggestion(
                new(Priority.P1, 0.5, [0, 0.5, 0.5, 0, 0]), new(CareLevel.R1, 0.5, [0.5, 0.5, 0, 0]), new($"turns-{_turns}", "", 0.5),
                [], [], null, _other ? AbstentionReason.OtherLanguage : AbstentionReason.None, model.Hash));
        });

        public void MarkOtherLanguage() => Alone(() => _other = true);

        public void Dispose() => Alone(() =>
        {
            Interlocked.Increment(ref model.Disposed);
            return _disposed = true;
        });

        private T Alone<T>(Func<T> act)
        {
            if (Interlocked.Exchange(ref _inside, 1) != 0 || _disposed)
                Interlocked.Increment(ref model.Clashes);
            try
            {
                return act();
            }
            finally
            {
                Volatile.Write(ref _inside, 0);
            }
        }
    }
}
