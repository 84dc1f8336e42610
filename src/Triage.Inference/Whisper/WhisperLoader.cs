using Microsoft.ML.OnnxRuntime;
using Triage.Inference.Models;
using Triage.Inference.Whisper.PublicExport;

namespace Triage.Inference.Whisper;

/// <summary>Opens a speech model for one lane, whatever its layout.</summary>
public static class WhisperLoader
{
    /// <exception cref="ModelException">A graph cannot be loaded, or is not what its layout says.</exception>
    public static WhisperRecognizer Open(SpeechModel model, ComputeOptions compute)
    {
        try
        {
            IWhisperGraphs graphs = model.Layout == SpeechLayout.TwoGraphs
                ? new TwoGraphWhisper(model.EncoderPath, model.DecoderPath, model.Info, compute)
                : new PublicExportGraphs(model, compute.CreateSessionOptions);
            return new WhisperRecognizer(graphs, model.Info, model.Vocabulary);
        }
        catch (OnnxRuntimeException error)
        {
            throw new ModelException($"{model.Name} : le moteur d'inférence refuse ce modèle ({error.Message}). Lancer « triage model verify ».", error);
        }
    }
}
