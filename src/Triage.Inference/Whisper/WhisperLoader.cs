using Microsoft.ML.OnnxRuntime;
using Triage.Core.Scheduling;
using Triage.Inference.Models;
using Triage.Inference.Whisper.PublicExport;

namespace Triage.Inference.Whisper;

/// <summary>Opens a speech model for one lane, whatever its layout.</summary>
public static class WhisperLoader
{
    /// <param name="batching">Recognitions that may share a graph call; null: none.</param>
    /// <param name="weights">Holder that all lanes of a process on the CPU open with, to have the weights once; null: each its own.</param>
    /// <exception cref="ModelException">A graph cannot be loaded, or is not what its layout says.</exception>
    public static WhisperRecognizer Open(SpeechModel model, ComputeOptions compute, BatchLimits? batching = null, LaneWeights? weights = null)
    {
        try
        {
            IWhisperGraphs graphs = model.Layout == SpeechLayout.TwoGraphs
                ? new TwoGraphWhisper(model.EncoderPath, model.DecoderPath, model.Info, compute, batching, weights)
                : new PublicExportGraphs(model, compute.CreateSessionOptions, weights);
            return new WhisperRecognizer(graphs, model.Info, model.Vocabulary, batching);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelException($"{model.Name} : le moteur d'inférence refuse ce modèle ({error.Message}). Lancer « triage model verify ».", error);
        }
    }
}
