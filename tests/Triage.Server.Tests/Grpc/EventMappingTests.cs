using Triage.Core.Assessment;
using Triage.Core.Calls;
using Triage.Server.Grpc;
using V1 = Triage.Server.Protos.V1;

namespace Triage.Server.Tests.Grpc;

public sealed class EventMappingTests
{
    [Fact]
    public void Enums_OfCoreAndProtocol_AreTheSameShiftedByUnspecified()
    {
        Same<CallChannel, V1.Channel>();
        Same<Priority, V1.Priority>();
        Same<CareLevel, V1.CareLevel>();
        Same<FindingStatus, V1.FindingStatus>();
        Same<GapReason, V1.GapReason>();
        Same<EndReason, V1.EndReason>();
        Same<CallState, V1.CallState>();
        Same<DecisionAction, V1.DecisionAction>();
        Same<DeciderRole, V1.DeciderRole>();
        Same<DecisionReason, V1.DecisionReason>();
        // None is the protocol's UNSPECIFIED.
        Assert.Equal(Names<AbstentionReason>().Skip(1), Names<V1.AbstentionReason>().Skip(1));
    }

    [Fact]
    public void Event_EveryKind_HasAMessage()
    {
        var kinds = typeof(CallEvent).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(CallEvent)));

        Assert.Equal(kinds.ToHashSet(), Samples.All.Select(e => e.GetType()).ToHashSet());
        Assert.DoesNotContain(Samples.All, e => EventMapping.Event(e).EventCase == V1.CallEvent.EventOneofCase.None);
    }

    private static void Same<TCore, TWire>() where TCore : struct, Enum where TWire : struct, Enum
    {
        Assert.Equal("Unspecified", Enum.GetName(default(TWire)), ignoreCase: true);
        Assert.Equal(Names<TCore>(), Names<TWire>().Skip(1));
        Assert.Equal(Enumerable.Range(0, Names<TWire>().Count()), Enum.GetValues<TWire>().Select(v => Convert.ToInt32(v, System.Globalization.CultureInfo.InvariantCulture)));
    }

    private static IEnumerable<string> Names<T>() where T : struct, Enum => Enum.GetNames<T>().Select(name => name.ToUpperInvariant());
}
