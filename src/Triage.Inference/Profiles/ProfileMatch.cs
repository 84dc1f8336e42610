using System.Globalization;
using System.IO.Enumeration;

namespace Triage.Inference.Profiles;

/// <summary>A profile for this host, and what is to be said about it.</summary>
/// <param name="Warnings">French sentences for log, screen and doctor: why its figures are not this host's. Empty when they are.</param>
public sealed record ProfileChoice(HardwareProfile Profile, IReadOnlyList<string> Warnings)
{
    /// <summary>Measured on such a machine with the model that runs.</summary>
    public bool IsMeasured => Warnings.Count == 0;

    /// <summary>Everything in one line.</summary>
    public string Text => IsMeasured
        ? string.Create(CultureInfo.InvariantCulture, $"{Profile.Name} : mesuré le {Profile.Measured!.Date:yyyy-MM-dd} sur une telle machine, avec ce modèle")
        : $"{Profile.Name} : {string.Join(" ; ", Warnings)}. Lancer « triage calibrate »";
}

/// <summary>Which profile fits a host best, and whether its figures can be believed there.</summary>
public static class ProfileMatch
{
    /// <summary>
    /// The best of those that fit: with GPU before without, then one that names the processor, then one that names the number of
    /// cores, then one measured on such a machine with this model, then the site's own before a delivered one, then the newest, then the name. Null when none fits.
    /// </summary>
    /// <param name="host">Without a usable GPU give it none: a profile for one then does not fit.</param>
    /// <param name="model">Gives the hash of a speech model by its name (null: the embedded one), or null when it is not installed.</param>
    /// <param name="running">Speech model that the site has chosen; null: the profile's.</param>
    public static ProfileChoice? Choose(IEnumerable<HardwareProfile> profiles, HostFacts host, Func<string?, string?> model, string? running = null)
    {
        var best = profiles.Where(p => Fits(p.Match, host))
            .Select(p => Judge(p, host, model, running))
            .OrderByDescending(c => c.Profile.Match.Gpu is not null)
            .ThenByDescending(c => c.Profile.Match.Cpu is not null)
            .ThenByDescending(c => c.Profile.Match.Cores is not null)
            .ThenByDescending(c => c.IsMeasured)
            .ThenBy(c => ProfileFolder.Delivered.Contains(c.Profile.Name))
            .ThenByDescending(c => c.Profile.Measured?.Date)
            .ThenBy(c => c.Profile.Name, StringComparer.Ordinal)
            .FirstOrDefault();
        return best is null || host.Gpu is null || best.Profile.Match.Gpu is not null ? best
            : best with { Warnings = [$"aucun profil pour le GPU {host.Gpu.Name} ({host.Gpu.MemoryMb} Mio) : calcul sur le processeur", .. best.Warnings] };
    }

    /// <summary>What is to be said about a profile that somebody chose, or that was found to fit.</summary>
    /// <inheritdoc cref="Choose"/>
    public static ProfileChoice Judge(HardwareProfile profile, HostFacts host, Func<string?, string?> model, string? running = null)
    {
        var warnings = new List<string>();
        if (!Fits(profile.Match, host))
            warnings.Add("prévu pour une autre machine");
        var wanted = running ?? profile.Speech;
        if (running is null && profile.Speech is not null && model(profile.Speech) is null)
        {
            warnings.Add($"le modèle {profile.Speech} n'est pas installé, celui livré le remplace");
            wanted = null;
        }
        var hash = model(wanted);
        if (profile.Measured is not { } measured)
        {
            warnings.Add("NON MESURÉ, coûts supposés");
            return new(profile, warnings);
        }
        if (measured.Machine != host.MachineOf(profile.Provider))
            warnings.Add($"mesuré sur une autre machine ({measured.Machine})");
        // A model that is not there is told by whoever loads it.
        if (hash is not null && measured.Model != hash)
            warnings.Add("mesuré avec un autre modèle de reconnaissance");
        return new(profile, warnings);
    }

    private static bool Fits(ProfileHosts hosts, HostFacts host) =>
        (hosts.Gpu is null || host.Gpu is { } gpu && Like(hosts.Gpu, gpu.Name) && gpu.MemoryMb >= (hosts.MinGpuMemoryMb ?? 0))
        && (hosts.Cores is null || hosts.Cores == host.Cores)
        && (hosts.Cpu is null || host.Processor is { } processor && Like(hosts.Cpu, processor));

    private static bool Like(string pattern, string name) => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: true);
}
