using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Triage.Core.Scheduling;
using Triage.Inference.Providers;

namespace Triage.Inference.Profiles;

/// <summary>Reads hardware-profiles/*.json. Strict: a missing, unknown or impossible key is a fault, and all faults are told at once.</summary>
public static partial class ProfileReader
{
    /// <summary>Ten minutes: no step of a usable host is longer.</summary>
    private const double MostMilliseconds = 600_000;

    private const int MostSize = 448;

    private static readonly Dictionary<string, StepKind> s_steps = Enum.GetValues<StepKind>().ToDictionary(ProfileWords.Of, StringComparer.Ordinal);
    private static readonly Dictionary<string, ExecutionProvider> s_providers = new(ExecutionProviderNames.All, StringComparer.Ordinal);

    /// <exception cref="ProfileException">Absent, unreadable, no JSON, or wrong.</exception>
    public static HardwareProfile Read(string file)
    {
        try
        {
            return Parse(File.ReadAllText(file), file);
        }
        catch (Exception e) when (e is not ProfileException && e is IOException or UnauthorizedAccessException)
        {
            throw new ProfileException([$"{file} : profil matériel illisible ({e.Message})"], e);
        }
    }

    /// <param name="file">For the messages.</param>
    /// <exception cref="ProfileException">No JSON, or wrong.</exception>
    public static HardwareProfile Parse(string json, string file)
    {
        var faults = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(json);
            var profile = Profile(new ProfileNode(document.RootElement, "$", faults), faults);
            if (profile is not null && faults.Count == 0)
                return profile;
        }
        catch (JsonException e)
        {
            throw new ProfileException([$"{file} : JSON invalide, ligne {e.LineNumber + 1}, octet {e.BytePositionInLine + 1}"], e);
        }
        throw new ProfileException([.. faults.Select(fault => $"{file} : {fault}")]);
    }

    /// <summary>A name that a file and a configuration can carry.</summary>
    public static bool IsName(string name) => Name().IsMatch(name);

    private static HardwareProfile? Profile(ProfileNode root, List<string> faults)
    {
        if (!root.IsObject)
            return null;
        if (root.Text("schema", ProfileWords.Schema) is { Length: > 0 } schema && schema != ProfileWords.Schema)
            root.Fault("schema", $"vaut « {schema} » ; attendu : {ProfileWords.Schema}");
        var name = root.Text("name", "un nom");
        if (name.Length > 0 && !IsName(name))
            root.Fault("name", $"vaut « {name} » ; attendu : lettres minuscules, chiffres, « . » et « - »");
        var match = Hosts(root.Object("match"));
        var provider = root.Choice("provider", s_providers);
        var models = root.Object("models");
        var speech = models?.TextOrNull("speech", "le nom d'un modèle");
        models?.Close();
        var (lanes, threads) = (root.IntegerOrNull("lanes", 1, 256), root.Integer("threads_per_lane", 1, 256));
        var batch = root.Object("batch");
        var (encode, decode) = (batch?.Integer("encode", 1, 256) ?? 1, batch?.Integer("decode", 1, 256) ?? 1);
        batch?.Close();
        var costs = Costs(root);
        var budgets = root.Object("budgets");
        var (final, assessment) = (budgets?.Integer("final_ms", 1, 60_000) ?? 1, budgets?.Integer("assessment_ms", 1, 60_000) ?? 1);
        budgets?.Close();
        var (calls, demand) = (root.IntegerOrNull("max_calls", 1, HardwareProfile.MostCalls), root.Number("call_demand", 1000));
        var measured = Measurement(root.Object("measured", nullable: true));
        var sources = root.Texts("sources");
        root.Close();
        if (provider != ExecutionProvider.Cpu && match.Gpu is null)
            root.Fault("match.gpu", $"est null alors que provider vaut « {provider.Name()} »");
        if (measured is null && sources.Count == 0)
            root.Fault("sources", "est vide : un profil sans mesure doit dire d'où viennent ses valeurs");
        return faults.Count > 0 ? null : new()
        {
            Name = name, Match = match, Provider = provider, Speech = speech, Lanes = lanes, ThreadsPerLane = threads, EncodeBatch = encode, DecodeBatch = decode,
            Costs = costs!, FinalBudget = TimeSpan.FromMilliseconds(final), AssessmentBudget = TimeSpan.FromMilliseconds(assessment),
            MaxCalls = calls, CallDemand = demand, Measured = measured, Sources = sources,
        };
    }

    private static ProfileHosts Hosts(ProfileNode? node)
    {
        if (node is null)
            return new(null, null, null, null);
        var hosts = new ProfileHosts(
            node.TextOrNull("gpu", "un nom de GPU, * admis"), node.IntegerOrNull("min_gpu_memory_mb", 1, int.MaxValue),
            node.IntegerOrNull("cores", 1, 4096), node.TextOrNull("cpu", "un nom de processeur, * admis"));
        if (hosts is { Gpu: null, MinGpuMemoryMb: not null })
            node.Fault("min_gpu_memory_mb", "est donné sans gpu");
        node.Close();
        return hosts;
    }

    private static CostTable? Costs(ProfileNode root)
    {
        var points = new List<StepCost>();
        foreach (var node in root.Objects("costs"))
        {
            points.Add(new(node.Choice("step", s_steps), node.Integer("size", 1, MostSize), node.Integer("batch", 1, 256), node.Number("milliseconds", MostMilliseconds)));
            node.Close();
        }
        foreach (var twice in points.GroupBy(p => (p.Kind, p.Size, p.Batch)).Where(g => g.Count() > 1))
            root.Fault("costs", $"donne deux fois {ProfileWords.Of(twice.Key.Kind)}, taille {twice.Key.Size}, lot {twice.Key.Batch}");
        var missing = Enum.GetValues<StepKind>().Where(kind => !points.Any(p => p.Kind == kind && p.Batch == 1)).ToList();
        foreach (var kind in missing)
            root.Fault("costs", $"ne donne pas « {ProfileWords.Of(kind)} » avec un lot (batch) de 1");
        return missing.Count == 0 ? new CostTable(points) : null;
    }

    private static ProfileMeasurement? Measurement(ProfileNode? node)
    {
        if (node is null)
            return null;
        const string expected = "une date AAAA-MM-JJ";
        var text = node.Text("date", expected);
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && text.Length > 0)
            node.Fault("date", $"vaut « {text} » ; attendu : {expected}");
        var measurement = new ProfileMeasurement(date, node.Text("version", "une version"), node.Text("machine", "une machine"), node.Text("model", "une empreinte"));
        node.Close();
        return measurement;
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{0,63}$")]
    private static partial Regex Name();
}
