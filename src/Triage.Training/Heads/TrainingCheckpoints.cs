using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Triage.Core.Assessment;
using Triage.Training.Synthesis;

namespace Triage.Training.Heads;

/// <summary>
/// State of an unfinished training on disk, one file for each member of each kind, written after every epoch. A training with the
/// same options, calls and features goes on where it stopped and ends with the same bits; any other begins anew.
/// </summary>
internal sealed class TrainingCheckpoints
{
    private const string Extension = ".checkpoint";

    private readonly string? _folder;
    private readonly byte[] _fingerprint;

    /// <param name="folder">Created when the first checkpoint is written; null: nothing is kept.</param>
    public TrainingCheckpoints(string? folder, TrainingOptions options, IEnumerable<SyntheticCall> calls) =>
        (_folder, CallsSha256, _fingerprint) = Described(folder, options, calls);

    /// <summary>Over words and labels of the calls, lower-case hexadecimal.</summary>
    public string CallsSha256 { get; }

    /// <summary>Reads a checkpoint of this training; false when there is none, or it is another training's or damaged.</summary>
    public bool TryRead(string name, Action<BinaryReader> read)
    {
        if (_folder is null || !File.Exists(PathOf(name)))
            return false;
        try
        {
            using var reader = new BinaryReader(new MemoryStream(File.ReadAllBytes(PathOf(name))));
            if (!reader.ReadBytes(_fingerprint.Length).AsSpan().SequenceEqual(_fingerprint))
                return false;
            var body = reader.ReadBytes(reader.ReadInt32());
            if (!SHA256.HashData(body).AsSpan().SequenceEqual(reader.ReadBytes(SHA256.HashSizeInBytes)))
                return false;
            using var inner = new BinaryReader(new MemoryStream(body));
            read(inner);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Replaces a checkpoint; one in place is never half written.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void Write(string name, Action<BinaryWriter> write)
    {
        if (_folder is null)
            return;
        using var body = new MemoryStream();
        using (var writer = new BinaryWriter(body, Encoding.UTF8, leaveOpen: true))
            write(writer);
        Directory.CreateDirectory(_folder);
        var part = PathOf(name) + ".part";
        using (var writer = new BinaryWriter(File.Create(part)))
        {
            writer.Write(_fingerprint);
            writer.Write((int)body.Length);
            writer.Write(body.GetBuffer(), 0, (int)body.Length);
            writer.Write(SHA256.HashData(body.GetBuffer().AsSpan(0, (int)body.Length)));
        }
        File.Move(part, PathOf(name), overwrite: true);
    }

    /// <summary>Removes what a finished training no longer needs.</summary>
    public void Clear()
    {
        if (_folder is null || !Directory.Exists(_folder))
            return;
        foreach (var file in Directory.EnumerateFiles(_folder, "*" + Extension + "*"))
            File.Delete(file);
        if (!Directory.EnumerateFileSystemEntries(_folder).Any())
            Directory.Delete(_folder);
    }

    private string PathOf(string name) => Path.Combine(_folder!, name + Extension);

    private static (string? Folder, string Calls, byte[] Fingerprint) Described(string? folder, TrainingOptions options, IEnumerable<SyntheticCall> calls)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        void Add(string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));
        foreach (var call in calls)
        {
            Add($"{call.Id} {call.Priority} {call.CareLevel} {call.Motive}");
            foreach (var turn in call.Turns)
                Add(turn.Text + string.Concat(turn.Mentions.Select(m => $" {m.Finding}:{m.Status}:{m.Start}:{m.Length}")));
        }
        var said = hash.GetCurrentHash();
        // The number of threads and the place of the checkpoints change no weight.
        Add((options with { Threads = 1, CheckpointFolder = null }).ToString());
        Add(string.Create(CultureInfo.InvariantCulture, $"{TurnFeatures.Version} {CallFeatures.Version} {TurnNetwork.Width} {CallNetwork.Hidden}"));
        return (folder, Convert.ToHexStringLower(said), hash.GetHashAndReset());
    }
}
