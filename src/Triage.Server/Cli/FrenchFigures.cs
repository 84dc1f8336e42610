using System.Globalization;
using Triage.Training.Evaluation;

namespace Triage.Server.Cli;

/// <summary>Numbers as a French reader writes them: a decimal comma, whatever the machine's culture.</summary>
internal static class FrenchFigures
{
    private static readonly NumberFormatInfo s_french = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "\u202f" };

    public static string Number(double value, int decimals) => value.ToString($"F{decimals}", s_french);

    /// <summary>A fraction in percent, one decimal; a dash where there is none.</summary>
    public static string Percent(double? rate) => rate is { } value ? $"{Number(100 * value, 1)} %" : "-";

    /// <summary>A threshold of a probability, or that none reaches it.</summary>
    public static string Threshold(double? probability) => probability switch { null => "-", > 1 => "jamais", var value => Number(value.Value, 2) };

    /// <summary>With its 95 % interval.</summary>
    public static string Rate(Interval? rate) => rate is null ? "-" : $"{Percent(rate.Value)}  [{Number(100 * rate.Low, 1)} ; {Number(100 * rate.High, 1)}]";
}
