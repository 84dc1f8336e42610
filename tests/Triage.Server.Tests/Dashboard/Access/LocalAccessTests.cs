using System.Net;
using Triage.Server.Dashboard.Access;

namespace Triage.Server.Tests.Dashboard.Access;

public sealed class LocalAccessTests
{
    [Theory]
    [InlineData("127.0.0.1", "localhost", null, true)]
    [InlineData("::1", "[::1]", null, true)]
    [InlineData("::ffff:127.0.0.1", "127.0.0.1", null, true)]
    [InlineData("127.0.0.1", "localhost", "http://localhost:5080", true)]
    [InlineData("10.0.0.7", "localhost", null, false)]
    [InlineData("10.0.0.7", "10.0.0.1", null, false)]
    [InlineData("127.0.0.1", "evil.example", null, false)]
    [InlineData("127.0.0.1", "localhost", "http://evil.example", false)]
    [InlineData("127.0.0.1", "localhost", "null", false)]
    [InlineData(null, "localhost", null, false)]
    public void Allows_OnlyThisMachineUnderItsOwnNameAndOrigin(string? remote, string host, string? origin, bool allowed) =>
        Assert.Equal(allowed, LocalAccess.Allows(remote is null ? null : IPAddress.Parse(remote), host, origin, "http://localhost:5080"));
}
