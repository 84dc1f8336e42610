using Triage.TrialLog.Statistics;

namespace Triage.TrialLog.Tests.Statistics;

/// <summary>S100b and outcome of 113 patients with subarachnoid haemorrhage (Turck et al. 2010); expected values: R 4.2.2, pROC 1.18.</summary>
public sealed class RocCurveTests
{
    private static readonly double[] s_marker =
    [
        0.13, 0.14, 0.1, 0.04, 0.13, 0.1, 0.47, 0.16, 0.18, 0.1, 0.12, 0.1, 0.44, 0.71, 0.04, 0.08, 0.49, 0.04, 0.07, 0.33, 0.09, 0.09,
        0.07, 0.11, 0.07, 0.17, 0.07, 0.11, 0.13, 0.19, 0.05, 0.16, 0.41, 0.14, 0.34, 0.35, 0.48, 0.09, 0.96, 0.25, 0.5, 0.46, 0.16, 0.07,
        0.43, 0.45, 0.11, 0.08, 0.09, 0.86, 0.52, 0.08, 0.06, 0.13, 2.07, 0.1, 0.14, 0.15, 0.07, 0.06, 0.77, 0.05, 0.09, 0.3, 0.03, 0.09,
        0.04, 0.23, 0.7, 0.09, 0.27, 0.71, 0.08, 0.26, 0.08, 0.16, 0.09, 0.13, 0.1, 0.08, 0.11, 0.33, 0.11, 0.28, 0.07, 0.1, 0.32, 0.22,
        0.07, 0.05, 0.24, 0.38, 0.1, 0.15, 0.08, 0.14, 0.1, 0.07, 0.04, 0.19, 0.56, 0.14, 0.58, 0.32, 0.82, 0.74, 0.15, 0.47, 0.17, 0.44,
        0.15, 0.5, 0.48,
    ];

    private static readonly string s_poor = "00001101001011001011101000000000100110110000000001100010001010011101101111000110100000010000000000001111110001000";

    private static readonly Scored[] s_patients = [.. s_marker.Select((m, i) => new Scored(m, s_poor[i] == '1'))];

    [Fact]
    public void AreaAndError_OfPatients_AreDeLongs()
    {
        var (area, error) = RocCurve.AreaAndError(s_patients)!.Value;
        Assert.Equal(0.731368563686, area, 10);
        Assert.Equal(0.05165929207, error, 10);
    }

    [Fact]
    public void Area_OfPatients_HasTheLogitIntervalOfDeLongsError()
    {
        var area = RocCurve.Area(s_patients)!;
        var (logit, width) = (Math.Log(0.731368563686 / (1 - 0.731368563686)), 1.95996398454 * 0.05165929207 / (0.731368563686 * (1 - 0.731368563686)));
        Assert.Equal(1 / (1 + Math.Exp(width - logit)), area.Low!.Value, 8);
        Assert.Equal(1 / (1 + Math.Exp(-width - logit)), area.High!.Value, 8);
    }

    [Fact]
    public void Points_Integrated_AreTheArea()
    {
        var points = RocCurve.Points(s_patients);
        var area = points.Zip(points.Skip(1)).Sum(p => (p.Second.FalsePositiveRate - p.First.FalsePositiveRate) * (p.First.TruePositiveRate + p.Second.TruePositiveRate) / 2);
        Assert.Equal(0.731368563686, area, 10);
        Assert.Equal(12, RocCurve.Points(s_patients, 12).Count);
    }

    [Fact]
    public void Area_WithoutBothKinds_HasNoValue()
    {
        Assert.Null(RocCurve.Area([new(0.5, true)]));
        Assert.Empty(RocCurve.Points([new(0.5, true)]));
        Assert.Equal(new Estimate(1), RocCurve.Area([new(0.5, true), new(0.4, false)]));
    }
}
