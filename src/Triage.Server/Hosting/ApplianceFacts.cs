using Triage.Core.Scheduling;
using Triage.Inference.Models;

namespace Triage.Server.Hosting;

/// <summary>A model as it is installed, with what identifies its bytes.</summary>
/// <param name="Files">Path below the models folder, length and SHA-256 of each file that may be loaded.</param>
internal sealed record InstalledModel(string Name, ModelRole Role, bool Runs, string Licence, string Source, long Bytes, IReadOnlyList<ModelManifestEntry> Files);

/// <summary>
/// What an appliance knows of itself once its desk is made and warm; told by whoever makes it, read by the screen of the IT staff.
/// A desk that a test scripts tells nothing: then it is not known. Any thread.
/// </summary>
internal sealed class ApplianceFacts
{
    private volatile IReadOnlyList<InstalledModel> _models = [];
    private volatile HostUse? _host;
    private volatile LoadMonitor? _load;
    private volatile string? _fault;
    private long _warmUpTicks = -1;
    private long _memoryBytes = -1;

    /// <summary>Profile, lanes and calls of this host; null until the desk is made.</summary>
    public HostUse? Host => _host;

    public IReadOnlyList<InstalledModel> Models => _models;

    /// <summary>Null until the lanes run.</summary>
    public LoadMonitor? Load => _load;

    /// <summary>Memory that the speech models take, warm; null until known.</summary>
    public long? ModelBytes => Interlocked.Read(ref _memoryBytes) is >= 0 and var bytes ? bytes : null;

    /// <summary>How long the warm-up took; null until it is over.</summary>
    public TimeSpan? WarmUp => Interlocked.Read(ref _warmUpTicks) is >= 0 and var ticks ? TimeSpan.FromTicks(ticks) : null;

    /// <summary>What kept the models from being loaded; null: nothing so far.</summary>
    public string? Fault => _fault;

    public void Uses(HostUse host, string modelsFolder)
    {
        _host = host;
        _models = Installed(modelsFolder, host.Speech);
    }

    public void Runs(DeadlineScheduler lanes, long modelBytes)
    {
        _load = lanes.Load;
        Interlocked.Exchange(ref _memoryBytes, modelBytes);
    }

    public void WarmedUp(TimeSpan took) => Interlocked.Exchange(ref _warmUpTicks, took.Ticks);

    public void Failed(string reason) => _fault = reason;

    private static IReadOnlyList<InstalledModel> Installed(string folder, string? speech)
    {
        try
        {
            var catalog = ModelCatalog.Open(folder);
            return
            [
                .. catalog.List().Select(m => new InstalledModel(
                    m.Name, m.Role, m.Role != ModelRole.Speech || m.Name == (speech ?? ModelCatalog.EmbeddedSpeech), m.Licence, m.Source, m.Bytes,
                    [.. catalog.Manifest.Files.Where(f => f.Folder == m.Name && m.Files.Contains(f.File[(m.Name.Length + 1)..]))])),
            ];
        }
        catch (ModelException)
        {
            // Loading the models names this fault.
            return [];
        }
    }
}
