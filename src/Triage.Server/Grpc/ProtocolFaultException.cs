using Grpc.Core;

namespace Triage.Server.Grpc;

/// <summary>A client broke a rule of the protocol: becomes INVALID_ARGUMENT and names the field.</summary>
internal sealed class ProtocolFaultException(string field, string message, Exception? inner = null)
    : Exception($"{field}: {message}", inner)
{
    public string Field { get; } = field;

    public RpcException ToRpc() => new(new Status(StatusCode.InvalidArgument, Message));
}
