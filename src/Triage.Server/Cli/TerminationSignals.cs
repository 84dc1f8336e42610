using System.Runtime.InteropServices;

namespace Triage.Server.Cli;

/// <summary>SIGTERM, SIGINT and SIGQUIT ask for an orderly end the first time; the second time the system ends the process.</summary>
internal sealed class TerminationSignals : IDisposable
{
    private readonly CancellationTokenSource _asked = new();
    private readonly PosixSignalRegistration[] _registrations;

    public TerminationSignals() =>
        _registrations = [.. new[] { PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGQUIT }.Select(signal => PosixSignalRegistration.Create(signal, Handle))];

    public CancellationToken Token => _asked.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _asked.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (_asked.IsCancellationRequested)
            return;
        context.Cancel = true;
        _asked.Cancel();
    }
}
