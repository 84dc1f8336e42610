using System.Linq.Expressions;
using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace Triage.Benchmarks.Tests;

/// <summary>Runs a benchmark's method in this process, as the runner would, and counts bytes instead of time.</summary>
internal static class BenchmarkRun
{
    private const int WarmUps = 300, Calls = 300;

    /// <summary>Runs of the measurement; the smallest counts, because the runtime allocates now and then for itself.</summary>
    private const int Runs = 5;

    public static IEnumerable<MethodInfo> Methods(Assembly assembly) =>
        assembly.GetExportedTypes().SelectMany(t => t.GetMethods()).Where(m => m.GetCustomAttribute<BenchmarkAttribute>() is not null);

    /// <summary>Bytes of one call with each value of its type's parameter, by name.</summary>
    public static IEnumerable<(string Parameters, double Bytes)> Measure(MethodInfo method)
    {
        var type = method.DeclaringType!;
        var parameter = type.GetProperties().SingleOrDefault(p => p.GetCustomAttribute<ParamsAttribute>() is not null);
        foreach (var value in parameter?.GetCustomAttribute<ParamsAttribute>()!.Values ?? [null])
        {
            var instance = Activator.CreateInstance(type)!;
            parameter?.SetValue(instance, value);
            Call<GlobalSetupAttribute>(instance);
            yield return ($"{parameter?.Name} {value}", Measure(Bind(method, instance)));
            Call<GlobalCleanupAttribute>(instance);
        }
    }

    /// <summary>Bytes of one call, by all threads: a benchmark may have others work for it.</summary>
    public static double Measure(Action call)
    {
        for (var i = 0; i < WarmUps; i++)
            call();
        var least = long.MaxValue;
        for (var run = 0; run < Runs; run++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < Calls; i++)
                call();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }
        return least / (double)Calls;
    }

    private static Action Bind(MethodInfo method, object instance) =>
        Expression.Lambda<Action>(Expression.Call(Expression.Constant(instance), method)).Compile();

    private static void Call<T>(object instance) where T : Attribute
    {
        foreach (var method in instance.GetType().GetMethods().Where(m => m.GetCustomAttribute<T>() is not null))
            method.Invoke(instance, null);
    }
}
