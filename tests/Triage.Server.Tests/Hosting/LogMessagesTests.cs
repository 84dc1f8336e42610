using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Triage.Server.Hosting;
using Triage.Tests;

namespace Triage.Server.Tests.Hosting;

public sealed partial class LogMessagesTests
{
    private static readonly List<(int Id, string Name)> s_messages =
    [
        .. typeof(ApplianceHost).Assembly.GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(m => (Attribute: m.GetCustomAttribute<LoggerMessageAttribute>(), Name: $"{m.DeclaringType!.Name}.{m.Name}"))
            .Where(m => m.Attribute is not null).Select(m => (m.Attribute!.EventId, m.Name)),
    ];

    [Fact]
    public void Ids_OverAllFiles_AreUnique()
    {
        Assert.True(s_messages.Count > 20);
        Assert.Empty(s_messages.GroupBy(m => m.Id).Where(same => same.Count() > 1).Select(same => $"{same.Key}: {string.Join(", ", same.Select(m => m.Name))}"));
    }

    [Fact]
    public void Ids_AreThoseOfTheOperatorsTable()
    {
        var rows = File.ReadLines(TestPaths.InRoot("docs", "operator.md")).Where(line => Row().IsMatch(line));
        var told = rows.SelectMany(line => Number().Matches(line.Split('|')[1]).Select(m => int.Parse(m.Value, System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal(s_messages.Select(m => m.Id).Order(), told.Order());
    }

    [GeneratedRegex(@"^\| 2\d{3}[,\d ]* \|")]
    private static partial Regex Row();

    [GeneratedRegex(@"2\d{3}")]
    private static partial Regex Number();
}
