using Triage.Inference.Models;
using Triage.Inference.Triage;

namespace Triage.Server.Cli;

/// <summary>The triage model and its sentence encoder as the catalogue has them.</summary>
internal static class InstalledTriage
{
    /// <exception cref="ModelException">None is installed, or a file is missing.</exception>
    /// <exception cref="InvalidDataException">The files do not fit together.</exception>
    public static OnnxTriageModel Open(ModelCatalog catalog)
    {
        var files = catalog.Triage()
            ?? throw new ModelException("Aucun modèle de triage n'est installé : lancer « triage train », ou recopier models/triage depuis le support d'installation.");
        return files.TryGetValue(OnnxTriageModel.GraphFile, out var graph)
            ? OnnxTriageModel.Load(Path.GetDirectoryName(graph)!, Path.GetDirectoryName(catalog.TextEncoder().EncoderPath)!)
            : throw new ModelException($"triage : {OnnxTriageModel.GraphFile} absent du manifeste. Relancer « triage train », ou recopier models/triage depuis le support d'installation.");
    }
}
