using System.Globalization;
using Triage.Inference;
using Triage.Inference.Models;
using Triage.Inference.Profiles;
using Triage.Inference.Providers;
using Triage.Server.Configuration;

namespace Triage.Server.Hosting;

/// <summary>How this host is used: its hardware profile, and what the site's configuration says instead.</summary>
/// <param name="Speech">Speech model to run; null: the embedded one.</param>
internal sealed record HostUse(ProfileChoice Choice, string? Speech, int Lanes, int ThreadsPerLane, int MaxCalls)
{
    /// <summary>The profile and whether its figures are this host's, one line in French.</summary>
    public string Text => Choice.Text;

    /// <summary>How the host is used when the processor must take the GPU's place; null when no GPU is in it.</summary>
    public HostUse? OnProcessor { get; init; }

    public LanePlan Plan => new()
    {
        Lanes = Lanes,
        ThreadsPerLane = ThreadsPerLane,
        Scheduling = new() { Costs = Choice.Profile.Costs, Batching = new(Choice.Profile.EncodeBatch, Choice.Profile.DecodeBatch) },
        Admission = new() { MaxCalls = MaxCalls, CallDemand = Choice.Profile.CallDemand },
    };

    /// <param name="models">The models folder.</param>
    /// <exception cref="ConfigurationException">The profile named is not there, or a profile is wrong.</exception>
    public static HostUse Choose(TriageConfiguration configuration, string models)
    {
        var (profiles, processor) = (DeliveredFolders.HardwareProfiles, HostFacts.OfProcess());
        if (!ExpectsGpu(configuration.Compute))
            return Choose(configuration, models, profiles, processor);
        var gpu = ProviderTrials.OfMachine().QueryGpus().Devices.ElementAtOrDefault(configuration.Compute.Provider.Device);
        return Choose(configuration, models, profiles, processor with { Gpu = gpu is null ? null : new(gpu.Name, gpu.MemoryMiB) }) with
        {
            // A profile that the site names is the GPU's; without the GPU the host is what it is.
            OnProcessor = Choose(configuration with { Compute = configuration.Compute with { Profile = null, ProfileFile = null } }, models, profiles, processor),
        };
    }

    /// <summary>Asking the driver starts a program: only for a site that wants a GPU.</summary>
    private static bool ExpectsGpu(ComputeConfiguration compute) =>
        compute.Provider.Wanted is ExecutionProvider.Cuda or ExecutionProvider.TensorRt || (compute.Provider.Wanted is null && compute.Provider.Library is not null)
        || compute.Profile is not null || compute.ProfileFile is not null;

    /// <param name="profiles">Folder of profiles, or null when none is delivered.</param>
    /// <inheritdoc cref="Choose(TriageConfiguration, string)"/>
    public static HostUse Choose(TriageConfiguration configuration, string models, string? profiles, HostFacts host)
    {
        var (compute, running) = (configuration.Compute, configuration.Models.Speech);
        Func<string?, string?> hashOf = HashesOf(models);
        var choice = Of(compute, profiles, host, hashOf, running);
        var profile = choice.Profile;
        var (lanes, threads) = (compute.Lanes ?? profile.LanesOn(host.Cores), compute.ThreadsPerLane ?? profile.ThreadsPerLane);
        if (choice.IsMeasured && (lanes != profile.LanesOn(host.Cores) || threads != profile.ThreadsPerLane))
            choice = choice with
            {
                Warnings = [string.Create(CultureInfo.InvariantCulture, $"mesuré avec {profile.LanesOn(host.Cores)} x {profile.ThreadsPerLane} fils, la configuration en demande {lanes} x {threads}")],
            };
        var speech = running ?? (profile.Speech is { } named && hashOf(named) is not null ? named : null);
        return new(choice, speech, lanes, threads, compute.MaxCalls ?? profile.CallsOn(lanes));
    }

    private static ProfileChoice Of(ComputeConfiguration compute, string? profiles, HostFacts host, Func<string?, string?> hashOf, string? running)
    {
        try
        {
            if (compute.ProfileFile is { } file)
                return ProfileMatch.Judge(ProfileReader.Read(file), host, hashOf, running);
            if (profiles is null)
                throw new ConfigurationException(["compute.profile : aucun profil matériel (hardware-profiles) n'est livré avec ce programme ; en nommer un fichier"]);
            var all = ProfileFolder.ReadAll(profiles);
            if (compute.Profile is { } name)
                return all.FirstOrDefault(p => p.Name == name) is { } named
                    ? ProfileMatch.Judge(named, host, hashOf, running)
                    : throw new ConfigurationException([$"compute.profile vaut « {name} », introuvable dans {profiles} ; attendu : auto, {string.Join(", ", all.Select(p => p.Name))}"]);
            return ProfileMatch.Choose(all, host, hashOf, running)
                ?? throw new ConfigurationException([$"compute.profile : aucun profil de {profiles} ne convient à cette machine ; recopier {ProfileFolder.Generic}.json depuis le support d'installation"]);
        }
        catch (ProfileException e)
        {
            throw new ConfigurationException(e.Faults);
        }
    }

    private static Func<string?, string?> HashesOf(string models)
    {
        try
        {
            var manifest = ModelManifest.Read(models);
            return name => SpeechModelHash.Of(manifest, name);
        }
        catch (ModelException)
        {
            // Loading the models names this fault; the profile then only cannot tell whether its model is installed.
            return _ => null;
        }
    }
}
