using Grpc.Core;
using Triage.Core.Trial;

namespace Triage.Server.Grpc;

/// <summary>
/// Who reads the words of calls through gRPC, for the evidence log: one entry for each connection, call and method, however often the
/// connection asks again. Connections have no accounts yet: what stands for one is the client's address. Thread-safe.
/// </summary>
internal sealed class RpcReadings(IServiceProvider services)
{
    /// <summary>Readings remembered; beyond that the oldest is forgotten, and would be recorded once more.</summary>
    public const int Remembered = 4096;

    private readonly Lock _gate = new();
    private readonly HashSet<(string Connection, string CallId, ReadingWay Way)> _known = [];
    private readonly Queue<(string Connection, string CallId, ReadingWay Way)> _order = new();

    public void Note(ServerCallContext context, string callId, ReadingWay way)
    {
        var connection = context.GetHttpContext().Connection;
        if (services.GetService<IEvidenceLog>() is { } log && IsNew((connection.Id, callId, way)))
            log.Record(new ContentReading(callId, $"grpc@{connection.RemoteIpAddress}", way));
    }

    private bool IsNew((string Connection, string CallId, ReadingWay Way) reading)
    {
        lock (_gate)
        {
            if (!_known.Add(reading))
                return false;
            _order.Enqueue(reading);
            if (_order.Count > Remembered)
                _known.Remove(_order.Dequeue());
            return true;
        }
    }
}
