namespace Triage.Training.Heads;

/// <summary>
/// Trains the members of an ensemble beside each other. A member depends on its seed alone and not on when it ran, so equal
/// options give equal bits on any number of threads.
/// </summary>
internal sealed class MemberTraining(TrainingOptions options, IProgress<TrainingProgress>? progress)
{
    /// <summary>Between the seeds of two members; a member itself uses a few seeds next to its own.</summary>
    private const int SeedStep = 1000;

    /// <param name="stage">Name for the progress.</param>
    /// <param name="train">Trains the member with these options and reports here.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public IReadOnlyList<T> Run<T>(string stage, Func<TrainingOptions, IProgress<TrainingProgress>, T> train, CancellationToken cancellation)
    {
        var members = new T[options.Members];
        var together = new MembersProgress(stage, options.Members, progress);
        Parallel.For(0, members.Length, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellation }, m =>
            members[m] = train(options with { Seed = options.Seed + SeedStep * m }, together.Of(m)));
        return members;
    }

    /// <summary>One progress out of the members': one report at a time, and the share done never falls.</summary>
    private sealed class MembersProgress(string stage, int members, IProgress<TrainingProgress>? progress)
    {
        private readonly Lock _gate = new();
        private readonly double[] _done = new double[members];

        public IProgress<TrainingProgress> Of(int member) => new Member(this, member);

        private void Report(int member, TrainingProgress value)
        {
            lock (_gate)
            {
                _done[member] = Math.Max(_done[member], value.Done);
                progress?.Report(new TrainingProgress(stage, _done.Sum() / members, value.Detail is { } detail ? $"member {member + 1}, {detail}" : null));
            }
        }

        private sealed class Member(MembersProgress shared, int member) : IProgress<TrainingProgress>
        {
            public void Report(TrainingProgress value) => shared.Report(member, value);
        }
    }
}
