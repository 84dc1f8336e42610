using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Triage.Server.Hosting;

/// <summary>Tells the connections of the web address from those of the gRPC address: what people and monitoring fetch is served on the first only.</summary>
internal static class WebListener
{
    private static readonly object s_web = new();

    /// <summary>Connections of this listener are web connections.</summary>
    public static void Mark(ListenOptions listener) => listener.Use(next => connection =>
    {
        connection.Items[s_web] = true;
        return next(connection);
    });

    public static bool Serves(HttpContext context) => context.Features.Get<IConnectionItemsFeature>()?.Items.ContainsKey(s_web) == true;
}
