using Microsoft.AspNetCore.Components.Server.Circuits;

namespace Triage.Server.Dashboard;

/// <summary>Tells a page that its connection to the browser broke: what it showed is not seen any more as far as anyone knows.</summary>
internal sealed class PageConnection : CircuitHandler
{
    public event Action? Lost;

    public event Action? Restored;

    public override Task OnConnectionDownAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Lost?.Invoke();
        return Task.CompletedTask;
    }

    public override Task OnConnectionUpAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        Restored?.Invoke();
        return Task.CompletedTask;
    }
}
