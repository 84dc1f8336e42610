using System.Globalization;

namespace Triage.TrialLog.Chain;

/// <summary>
/// One spelling for each number, that of RFC 8785 (and of ECMAScript): the shortest digits that read back as the same double, plain
/// between 1e-6 and 1e21, with an exponent beyond.
/// </summary>
internal static class CanonicalNumber
{
    /// <summary>Characters that the longest spelling takes.</summary>
    public const int MaxLength = 32;

    /// <param name="value">Finite.</param>
    /// <returns>Characters written.</returns>
    public static int Format(double value, Span<char> target)
    {
        if (value == 0)
        {
            target[0] = '0';
            return 1;
        }
        Span<char> digits = stackalloc char[24];
        var count = Digits(Math.Abs(value), digits, out var point);
        var at = 0;
        if (value < 0)
            target[at++] = '-';
        if (point is > 21 or <= -6)
            return Exponent(digits[..count], point - 1, target, at);
        if (point <= 0)
        {
            target[at++] = '0';
            target[at++] = '.';
            at = Zeros(-point, target, at);
        }
        for (var i = 0; i < count; i++)
        {
            if (i == point && i > 0)
                target[at++] = '.';
            target[at++] = digits[i];
        }
        return Zeros(point - count, target, at);
    }

    private static int Exponent(ReadOnlySpan<char> digits, int exponent, Span<char> target, int at)
    {
        target[at++] = digits[0];
        if (digits.Length > 1)
        {
            target[at++] = '.';
            digits[1..].CopyTo(target[at..]);
            at += digits.Length - 1;
        }
        target[at++] = 'e';
        target[at++] = exponent < 0 ? '-' : '+';
        Math.Abs(exponent).TryFormat(target[at..], out var written, default, CultureInfo.InvariantCulture);
        return at + written;
    }

    private static int Zeros(int count, Span<char> target, int at)
    {
        for (var i = 0; i < count; i++)
            target[at++] = '0';
        return at;
    }

    /// <summary>The shortest digits, without zeros at either end; the value is 0.DIGITS x 10^point.</summary>
    private static int Digits(double value, Span<char> digits, out int point)
    {
        Span<char> text = stackalloc char[MaxLength];
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        var mark = text[..length].IndexOf('E');
        var exponent = mark < 0 ? 0 : int.Parse(text[(mark + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var (count, whole, seenPoint, leading) = (0, 0, false, 0);
        foreach (var c in text[..(mark < 0 ? length : mark)])
        {
            if (c == '.')
            {
                seenPoint = true;
                continue;
            }
            if (!seenPoint)
                whole++;
            if (count == 0 && c == '0')
            {
                leading++;
                continue;
            }
            digits[count++] = c;
        }
        while (count > 1 && digits[count - 1] == '0')
            count--;
        point = whole - leading + exponent;
        return count;
    }
}
