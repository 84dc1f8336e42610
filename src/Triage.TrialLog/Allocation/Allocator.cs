using Triage.TrialLog.Records;

namespace Triage.TrialLog.Allocation;

/// <summary>
/// Gives each unit its arm, once, and makes it durable before anyone knows it. Positions are given one at a time, in the order of the
/// log; the disk is waited for outside that. After a restart the trial stands where the log says. Thread-safe.
/// </summary>
internal sealed class Allocator
{
    /// <summary>A call opened again within this time of its allocation is the same call: the longest that an interrupted one lasts.</summary>
    public static readonly TimeSpan Continuation = TimeSpan.FromHours(1);

    /// <summary>A call is not kept waiting longer: a commit takes some milliseconds, a disk that takes seconds is full or broken.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly IAllocationJournal _journal;
    private readonly TrialSeed _seed;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _patience;
    private readonly TrialLedger _ledger;

    /// <param name="patience">How long a unit waits for the disk; null: <see cref="Patience"/>.</param>
    /// <exception cref="TrialException">The log holds no trial, or one of another seed.</exception>
    public Allocator(IAllocationJournal journal, TrialSeed seed, TimeProvider clock, TimeSpan? patience = null)
    {
        (_journal, _seed, _clock, _patience) = (journal, seed, clock, patience ?? Patience);
        _ledger = ReadLedger();
    }

    /// <summary>The protocol in force; a new version comes with a restart.</summary>
    public TrialProtocol Protocol => _ledger.Protocol;

    public bool IsOver => _ledger.Revealed is not null;

    /// <summary>Pseudonym of the call of this id that lately got its arm, under whatever version; null: there is none.</summary>
    public string? Interrupted(string call)
    {
        var key = _journal.KeyOf(call);
        lock (_gate)
            return _ledger.AllocatedAt(key) is { } at && _clock.GetUtcNow() - at < Continuation ? key : null;
    }

    /// <summary>The call of this id goes on as another, which the log has opened meanwhile.</summary>
    /// <returns>Its arm.</returns>
    public TrialArm Continue(string interrupted, string call)
    {
        var key = _journal.KeyOf(call);
        lock (_gate)
        {
            if (key != interrupted)
            {
                _ledger.Continue(interrupted, key);
                _journal.Post(call, new CallContinued(_clock.GetUtcNow(), key));
            }
            return _ledger.ArmOf(key)!.Value;
        }
    }

    /// <summary>The arm of a call; allocated when it has none yet. Waits for the log's disk.</summary>
    /// <param name="suggestionSequence">The alert that is the unit, or null.</param>
    /// <exception cref="TrialException">No more is allocated, or the disk did not take it in time. Its position is then taken all the same, and the log may have it.</exception>
    /// <exception cref="IOException">The log did not take it: the call has no arm.</exception>
    public TrialArm Allocate(string call, string stratum, long? suggestionSequence)
    {
        var key = _journal.KeyOf(call);
        UnitAllocated allocated;
        Task durable;
        lock (_gate)
        {
            if (_ledger.ArmOf(key) is { } known)
                return known;
            if (IsOver)
                throw new TrialException("la graine est révélée : plus rien n'est attribué");
            var (unit, block, position) = _ledger.Next(stratum);
            var arms = AllocationSequence.Block(_seed.Value, _ledger.Protocol, _ledger.Version, stratum, block);
            allocated = new UnitAllocated(
                _clock.GetUtcNow(), key, _ledger.Version, stratum, unit, block, position, arms.Length, arms[position], suggestionSequence);
            durable = _journal.AppendAsync(allocated);
            if (durable.IsFaulted)
                durable.GetAwaiter().GetResult();
            _ledger.Add(allocated);
        }
        // The opening of a call is no asynchronous step; the writer's own thread completes the task.
        return durable.Wait(_patience) ? allocated.Arm
            : throw new TrialException($"le journal n'a pas écrit l'attribution en {_patience.TotalSeconds:F0} s : rien n'est affiché pour cette unité");
    }

    /// <summary>Notes that humans saw what was withheld; nothing for calls of the other arm or none, nor a second time.</summary>
    public void Contaminate(string call, ContaminationCause cause)
    {
        var key = _journal.KeyOf(call);
        lock (_gate)
        {
            if (_ledger.ArmOf(key) != TrialArm.Shadow || _ledger.IsContaminated(key, cause))
                return;
            var contaminated = new CallContaminated(_clock.GetUtcNow(), key, cause);
            _ledger.Add(contaminated);
            _journal.Post(call, contaminated);
        }
    }

    private TrialLedger ReadLedger()
    {
        var ledger = TrialLedger.Of(_journal.Read()) ?? throw new TrialException("le journal ne contient pas d'essai ; lancez « triage trial init »");
        return ledger.Started.Commitment == _seed.CommitmentTo(ledger.Protocol.Name)
            ? ledger
            : throw new TrialException("la graine n'est pas celle de l'essai du journal (l'engagement diffère) ; restaurez le fichier de graine d'origine");
    }
}
