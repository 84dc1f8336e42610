using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Triage.Server.Dashboard;

/// <summary>
/// The files of the screen, embedded in the program so that every build serves the same ones wherever it stands: our style, our
/// script, our icon, and Blazor's script. Addresses hold the hash of the content, so a browser keeps a file until it changes.
/// </summary>
internal static class DashboardAssets
{
    private const string Prefix = "assets/";

    private static readonly FrozenDictionary<string, Asset> s_assets = Load();

    /// <summary>Address of a file in this version.</summary>
    public static string Url(string name) => $"/assets/{name}?v={s_assets[name].Hash}";

    /// <summary>All names, with the bytes as stored and as sent to a browser of today.</summary>
    public static IEnumerable<(string Name, int Bytes, int Compressed)> Sizes => s_assets.Select(a => (a.Key, a.Value.Plain.Length, a.Value.Brotli.Length));

    public static void Map(IEndpointRouteBuilder routes) => routes.MapMethods("/assets/{name}", [HttpMethods.Get, HttpMethods.Head], ServeAsync);

    private static async Task ServeAsync(HttpContext context)
    {
        if (!s_assets.TryGetValue((string)context.Request.RouteValues["name"]!, out var asset))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        var (request, response) = (context.Request, context.Response);
        var tag = $"\"{asset.Hash}\"";
        response.Headers.ETag = tag;
        response.Headers.CacheControl = request.Query["v"] == asset.Hash ? "public, max-age=31536000, immutable" : "no-cache";
        response.Headers.Vary = "Accept-Encoding";
        if (request.Headers.IfNoneMatch == tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        var brotli = request.Headers.AcceptEncoding.ToString().Split(',').Any(e => e.Trim().Split(';')[0] is "br");
        var gzip = !brotli && request.Headers.AcceptEncoding.ToString().Split(',').Any(e => e.Trim().Split(';')[0] is "gzip");
        var body = brotli ? asset.Brotli : gzip ? asset.Gzip : asset.Plain;
        if (brotli || gzip)
            response.Headers.ContentEncoding = brotli ? "br" : "gzip";
        response.ContentType = asset.Type;
        response.ContentLength = body.Length;
        if (HttpMethods.IsGet(request.Method))
            await response.Body.WriteAsync(body, context.RequestAborted);
    }

    private static FrozenDictionary<string, Asset> Load()
    {
        var program = typeof(DashboardAssets).Assembly;
        return program.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).ToFrozenDictionary(
            name => name[Prefix.Length..],
            name =>
            {
                using var stream = program.GetManifestResourceStream(name)!;
                using var copy = new MemoryStream();
                stream.CopyTo(copy);
                return new Asset(name[Prefix.Length..], copy.ToArray());
            },
            StringComparer.Ordinal);
    }

    private sealed class Asset(string name, byte[] plain)
    {
        private readonly Lazy<byte[]> _brotli = new(() => Compressed(plain, s => new BrotliStream(s, CompressionLevel.SmallestSize)));
        private readonly Lazy<byte[]> _gzip = new(() => Compressed(plain, s => new GZipStream(s, CompressionLevel.SmallestSize)));

        public byte[] Plain => plain;

        public byte[] Brotli => _brotli.Value;

        public byte[] Gzip => _gzip.Value;

        public string Hash { get; } = Convert.ToHexStringLower(SHA256.HashData(plain))[..16];

        public string Type { get; } = Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };

        private static byte[] Compressed(byte[] bytes, Func<Stream, Stream> open)
        {
            using var into = new MemoryStream();
            using (var compression = open(into))
                compression.Write(bytes);
            return into.ToArray();
        }
    }
}
