using Triage.Core.Assessment;
using Triage.Server.Dashboard.Components;

namespace Triage.Server.Tests.Dashboard.Components;

public sealed class CertaintyTests
{
    [Theory]
    [InlineData(0.97, null, Certainty.High)]
    [InlineData(0.9, null, Certainty.High)]
    [InlineData(0.899, null, Certainty.Medium)]
    [InlineData(0.66, null, Certainty.Medium)]
    [InlineData(0.5, null, Certainty.Low)]
    [InlineData(0.2, "arret-cardiaque", Certainty.Rule)]
    public void Of_Probability_IsAWord(double probability, string? rule, Certainty word) =>
        Assert.Equal(word, CertaintyWords.Of(new ScaleReading<Priority>(Priority.P0, probability, [], rule)));
}
