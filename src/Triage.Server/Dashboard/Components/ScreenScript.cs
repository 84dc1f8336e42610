using Microsoft.JSInterop;
using Triage.Server.Dashboard.Preferences;

namespace Triage.Server.Dashboard.Components;

/// <summary>A page's hold on our one script. A page that is gone is no fault: what it was asked does not matter any more.</summary>
internal sealed class ScreenScript<TPage>(IJSRuntime js) : IAsyncDisposable where TPage : class
{
    private IJSObjectReference? _module;
    private DotNetObjectReference<TPage>? _page;

    /// <returns>The random name of the browser tab, the same after a reload.</returns>
    public async Task<string> AttachAsync(TPage page, ScreenSettings screen)
    {
        _module = await js.InvokeAsync<IJSObjectReference>("import", DashboardAssets.Url("screen.js"));
        return await _module.InvokeAsync<string>("attach", _page = DotNetObjectReference.Create(page), screen.Shortcuts);
    }

    public Task ToneAsync() => CallAsync("tone");

    /// <summary>Tells the page when this suggestion comes into sight and when it leaves.</summary>
    public Task ObserveAsync(long sequence) => CallAsync("observe", sequence);

    /// <summary>Brings a line of the transcript into sight and puts the focus on it.</summary>
    public Task RevealAsync(string anchor) => CallAsync("reveal", anchor);

    public async ValueTask DisposeAsync()
    {
        await CallAsync("detach");
        _page?.Dispose();
        try
        {
            if (_module is not null)
                await _module.DisposeAsync();
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The browser has gone before us.
        }
    }

    private async Task CallAsync(string function, params object[] values)
    {
        try
        {
            if (_module is not null)
                await _module.InvokeVoidAsync(function, values);
        }
        catch (Exception e) when (e is JSException or JSDisconnectedException or OperationCanceledException)
        {
            // The browser has gone before us.
        }
    }
}
