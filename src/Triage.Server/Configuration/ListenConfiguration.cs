using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Triage.Server.Configuration;

/// <summary>Where the appliance listens. Without TLS it listens on loopback only: nothing of a call crosses a network in clear.</summary>
internal sealed record ListenConfiguration
{
    private const string AddressExpected = "adresse:port, par exemple 127.0.0.1:5015";

    /// <summary>gRPC, HTTP/2. Port 0 takes a free one.</summary>
    public IPEndPoint Grpc { get; init; } = new(IPAddress.Loopback, 5015);

    /// <summary>Health and the screen, HTTP/1.1 and, with TLS, HTTP/2.</summary>
    public IPEndPoint Web { get; init; } = new(IPAddress.Loopback, 5080);

    /// <summary>The server's certificate with its private key, or null for clear text on loopback.</summary>
    public X509Certificate2? Certificate { get; init; }

    public static ListenConfiguration Read(ConfigurationSection section)
    {
        var standard = new ListenConfiguration();
        var configuration = standard with
        {
            Grpc = Address(section, "grpc") ?? standard.Grpc,
            Web = Address(section, "web") ?? standard.Web,
            Certificate = ReadCertificate(section),
        };
        var secured = section.Has("tls");
        foreach (var (key, address) in new[] { ("grpc", configuration.Grpc), ("web", configuration.Web) })
            if (!secured && !IPAddress.IsLoopback(address.Address))
                section.Fault(key, $"vaut « {address} », une adresse du réseau, sans TLS ; attendu : une adresse locale (127.0.0.1, [::1]) ou listen.tls");
        if (configuration.Grpc.Port != 0 && configuration.Grpc.Equals(configuration.Web))
            section.Fault("web", $"vaut « {configuration.Web} », déjà pris par listen.grpc ; attendu : un autre port");
        section.Close();
        return configuration;
    }

    private static IPEndPoint? Address(ConfigurationSection section, string key)
    {
        if (section.Text(key, AddressExpected) is not { } text)
            return null;
        // Without a port TryParse takes 0, and a bare IPv6 address swallows the port: both want the colon after the address.
        var port = text.LastIndexOf(':');
        var host = port < 0 ? text : text[..port];
        if (port > 0 && (host.StartsWith('[') || !host.Contains(':')) && IPEndPoint.TryParse(text, out var address))
            return address;
        section.Fault(key, $"vaut « {text} » ; attendu : {AddressExpected}");
        return null;
    }

    private static X509Certificate2? ReadCertificate(ConfigurationSection listen)
    {
        if (!listen.Has("tls"))
        {
            listen.Section("tls");
            return null;
        }
        var section = listen.Section("tls");
        var certificate = PemFile(section, "certificate");
        var key = PemFile(section, "key");
        section.Close();
        if (certificate is null || key is null)
            return null;
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            section.Fault("certificate", $"et listen.tls.key ne forment pas un certificat avec sa clé ({e.Message})");
            return null;
        }
    }

    private static string? PemFile(ConfigurationSection section, string key)
    {
        const string expected = "un fichier PEM";
        if (!section.Has(key))
            section.Fault(key, $"manque ; attendu : {expected}");
        if (section.Text(key, expected) is not { } text)
            return null;
        var path = Path.Combine(section.Folder, text);
        if (File.Exists(path))
            return path;
        section.Fault(key, $"vaut « {text} », qui n'existe pas ; attendu : {expected}");
        return null;
    }
}
