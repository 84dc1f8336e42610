using System.Net;

namespace Triage.Server.Dashboard.Access;

/// <summary>
/// Who may open the screen while people have no accounts: this machine only. A page of elsewhere that a browser on this machine
/// shows is not this machine: neither through a name of its own (DNS rebinding) nor from its own origin.
/// </summary>
internal static class LocalAccess
{
    /// <param name="host">Host of the request, without port.</param>
    /// <param name="origin">The header Origin, null when there is none.</param>
    /// <param name="self">Scheme and host with port under which the request came.</param>
    public static bool Allows(IPAddress? remote, string host, string? origin, string self) =>
        remote is not null && IPAddress.IsLoopback(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote)
        && IsLocalName(host)
        && (string.IsNullOrEmpty(origin) || string.Equals(origin, self, StringComparison.OrdinalIgnoreCase));

    public static bool Allows(HttpContext context) => Allows(
        context.Connection.RemoteIpAddress, context.Request.Host.Host, context.Request.Headers.Origin,
        $"{context.Request.Scheme}://{context.Request.Host.Value}");

    private static bool IsLocalName(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
