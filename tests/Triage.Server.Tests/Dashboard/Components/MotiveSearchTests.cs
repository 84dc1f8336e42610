using Triage.Core.Assessment;
using Triage.Server.Dashboard.Components;

namespace Triage.Server.Tests.Dashboard.Components;

public sealed class MotiveSearchTests
{
    [Theory]
    [InlineData("arret car", "M01.01")]
    [InlineData("ARRÊT", "M01.01")]
    [InlineData("M01.02", "M01.02")]
    [InlineData("m01.03", "M01.03")]
    [InlineData("ebriete", "M04.03")]
    [InlineData("detresse respi", "M01.03")]
    public void Find_WhatIsTyped_HoldsTheMotive(string typed, string code) => Assert.Contains(MotiveSearch.Find(typed), m => m.Code == code);

    [Fact]
    public void Find_Nothing_IsTheWholeListAndNonsenseIsEmpty()
    {
        Assert.Equal(MotiveCatalogue.All, MotiveSearch.Find("  "));
        Assert.Empty(MotiveSearch.Find("zzz"));
    }
}
