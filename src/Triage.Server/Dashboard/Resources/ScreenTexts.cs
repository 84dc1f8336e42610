using System.Globalization;
using System.Resources;

namespace Triage.Server.Dashboard.Resources;

/// <summary>What the screen says, in one language. Labels of Hub Sante stay French in every language: they are official.</summary>
public sealed class ScreenTexts
{
    private static readonly ResourceManager s_resources = new("Triage.Server.Dashboard.Resources.Texts", typeof(ScreenTexts).Assembly);

    private readonly CultureInfo _culture;

    private ScreenTexts(string language) => (Language, _culture) = (language, CultureInfo.GetCultureInfo(language));

    public static ScreenTexts French { get; } = new("fr");

    public static ScreenTexts English { get; } = new("en");

    /// <summary><c>fr</c> or <c>en</c>.</summary>
    public string Language { get; }

    /// <exception cref="KeyNotFoundException">The resource files do not hold the text.</exception>
    public string this[string key] => Find(key) ?? throw new KeyNotFoundException($"no text '{key}' in {Language}");

    /// <summary>The text of a code, null when there is none.</summary>
    public string? Find(string key) => s_resources.GetString(key, _culture);

    public string Format(string key, params object[] values) => string.Format(CultureInfo.InvariantCulture, this[key], values);

    /// <summary>The text of an enum's value: key <c>Type_Value</c>.</summary>
    public string Of<T>(T value) where T : struct, Enum => this[$"{typeof(T).Name}_{value}"];

    public static ScreenTexts In(string language) => language == English.Language ? English : French;

    /// <summary>The language when the screen speaks it, else null.</summary>
    public static string? Known(string? language) =>
        language is not null && (language.Equals("fr", StringComparison.OrdinalIgnoreCase) || language.Equals("en", StringComparison.OrdinalIgnoreCase))
            ? language.ToLowerInvariant() : null;
}
