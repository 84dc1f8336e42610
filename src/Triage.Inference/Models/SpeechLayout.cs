namespace Triage.Inference.Models;

/// <summary>How the graphs of a Whisper model are cut into files.</summary>
public enum SpeechLayout
{
    /// <summary>Ours: <c>encoder.*.onnx</c> also gives the cross-attention keys and values; <c>decoder.*.onnx</c> serves prefill, steps and drafts.</summary>
    TwoGraphs,

    /// <summary>Public export: <c>encoder_model</c> and <c>decoder_model_merged</c>.</summary>
    PublicMerged,

    /// <summary>Public export: <c>encoder_model</c>, <c>decoder_model</c> for the first call, <c>decoder_with_past_model</c> for the others.</summary>
    PublicSeparate,
}
