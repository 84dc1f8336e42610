namespace Triage.Inference.Models;

/// <summary>A speech model to bring in.</summary>
public sealed record ModelImportRequest
{
    /// <summary>Folder that holds the model: our layout or a public export's.</summary>
    public required string SourceFolder { get; init; }

    /// <summary>Name under the models folder: letters, digits, '.', '_', '-'; null: the source folder's own name.</summary>
    public string? Name { get; init; }

    /// <summary>Where the model comes from, for the manifest.</summary>
    public required string Source { get; init; }

    /// <summary>SPDX identifier of its licence, for the manifest.</summary>
    public required string Licence { get; init; }
}

/// <summary>The stages of an import, in order.</summary>
public enum ModelImportStage
{
    /// <summary>Names, files and configuration.</summary>
    Checked,

    /// <summary>A file that is not part of a model and stays behind.</summary>
    Ignored,

    /// <summary>One window of silence and one of noise went through.</summary>
    Tried,

    /// <summary>One file copied.</summary>
    Copied,

    /// <summary>In its place and in the manifest.</summary>
    Done,
}

/// <summary>Something the import has just done; the message is French, for IT staff.</summary>
public sealed record ModelImportStep(ModelImportStage Stage, string Message);
