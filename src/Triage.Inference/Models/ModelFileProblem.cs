namespace Triage.Inference.Models;

/// <summary>The ways in which a file differs from its manifest entry.</summary>
public enum ModelFault
{
    Missing,

    /// <summary>Shorter or longer than it should be: usually a copy that was cut off.</summary>
    WrongLength,

    /// <summary>The right length, another content.</summary>
    Altered,

    /// <summary>It lies there and the system refuses to read it.</summary>
    Unreadable,

    /// <summary>A graph or configuration nobody has vouched for; it is not loaded.</summary>
    Unlisted,
}

/// <summary>One file that is not what the manifest says, and what to do about it. Texts are French, for IT staff.</summary>
/// <param name="File">Path below the models folder.</param>
/// <param name="Expected">Length or SHA-256 in the manifest; empty for an unlisted file.</param>
/// <param name="Found">Length, SHA-256 or the system's refusal; empty for a missing file.</param>
public sealed record ModelFileProblem(string File, ModelFault What, string Expected, string Found)
{
    /// <summary>What IT staff should do, one sentence.</summary>
    public string WhatToDo => What switch
    {
        ModelFault.Missing or ModelFault.WrongLength => $"Recopier {File} depuis le support d'installation, puis relancer « triage model verify ».",
        ModelFault.Altered => $"Ne pas mettre en service : remplacer {File} par la copie du support d'installation et chercher ce qui l'a modifié (disque, copie, intervention).",
        ModelFault.Unreadable => $"Donner au compte du service le droit de lire {File} et vérifier le disque.",
        _ => $"Retirer {File}, ou importer le modèle avec « triage model import » : un fichier sans empreinte n'est jamais chargé.",
    };

    /// <summary>The whole message, with the file's name.</summary>
    public string Message => What switch
    {
        ModelFault.Missing => $"{File} : fichier absent. {WhatToDo}",
        ModelFault.WrongLength => $"{File} : {Found} octets au lieu de {Expected}, copie incomplète ou fichier étranger. {WhatToDo}",
        ModelFault.Altered => $"{File} : contenu modifié (SHA-256 {Found}, attendu {Expected}). {WhatToDo}",
        ModelFault.Unreadable => $"{File} : illisible ({Found}). {WhatToDo}",
        _ => $"{File} : absent du manifeste. {WhatToDo}",
    };
}

/// <summary>Outcome of checking one file; <see cref="Problem"/> is null when it is as it should be.</summary>
public sealed record ModelFileCheck(string File, long Bytes, ModelFileProblem? Problem);
