using System.Globalization;

namespace Triage.Server.Calibration;

/// <summary>Other programs compute on this host: its costs cannot be measured now. French, for IT staff.</summary>
/// <param name="share">Share in [0,1] of the cores that busy lanes got.</param>
internal sealed class HostBusyException(double share) : IOException(string.Create(CultureInfo.InvariantCulture,
    $"la machine n'est pas libre : les calculs n'ont eu que {100 * share:F0} % des cœurs. Rien n'est écrit ; arrêter l'appareil et les autres programmes, ou donner --force"));
