using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Triage.Inference.Providers;

namespace Triage.Inference.Profiles;

/// <summary>Writes what <see cref="ProfileReader"/> reads; a file is replaced in one step, so that a power cut leaves the old or the new one.</summary>
public static class ProfileWriter
{
    private static readonly JsonWriterOptions s_options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes beside the place first, then moves there. Creates the folder.</summary>
    /// <exception cref="IOException">The disk or its rights refuse; nothing is left behind.</exception>
    public static void Write(HardwareProfile profile, string file)
    {
        var path = Path.GetFullPath(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var temporary = $"{path}.{Guid.NewGuid():N}.new";
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(ToJson(profile));
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    /// <summary>UTF-8, ending in a line feed.</summary>
    public static byte[] ToJson(HardwareProfile profile)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, s_options))
            Write(json, profile);
        stream.WriteByte((byte)'\n');
        return stream.ToArray();
    }

    private static void Write(Utf8JsonWriter json, HardwareProfile profile)
    {
        json.WriteStartObject();
        json.WriteString("schema", ProfileWords.Schema);
        json.WriteString("name", profile.Name);
        json.WriteStartObject("match");
        json.WriteString("gpu", profile.Match.Gpu);
        Number(json, "min_gpu_memory_mb", profile.Match.MinGpuMemoryMb);
        Number(json, "cores", profile.Match.Cores);
        json.WriteString("cpu", profile.Match.Cpu);
        json.WriteEndObject();
        json.WriteString("provider", profile.Provider.Name());
        json.WriteStartObject("models");
        json.WriteString("speech", profile.Speech);
        json.WriteEndObject();
        Number(json, "lanes", profile.Lanes);
        json.WriteNumber("threads_per_lane", profile.ThreadsPerLane);
        json.WriteStartObject("batch");
        json.WriteNumber("encode", profile.EncodeBatch);
        json.WriteNumber("decode", profile.DecodeBatch);
        json.WriteEndObject();
        json.WriteStartArray("costs");
        foreach (var cost in profile.Costs.Points)
        {
            json.WriteStartObject();
            json.WriteString("step", ProfileWords.Of(cost.Kind));
            json.WriteNumber("size", cost.Size);
            json.WriteNumber("batch", cost.Batch);
            json.WriteNumber("milliseconds", cost.Milliseconds);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartObject("budgets");
        json.WriteNumber("final_ms", (int)profile.FinalBudget.TotalMilliseconds);
        json.WriteNumber("assessment_ms", (int)profile.AssessmentBudget.TotalMilliseconds);
        json.WriteEndObject();
        Number(json, "max_calls", profile.MaxCalls);
        json.WriteNumber("call_demand", profile.CallDemand);
        if (profile.Measured is { } measured)
        {
            json.WriteStartObject("measured");
            json.WriteString("date", measured.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            json.WriteString("version", measured.Version);
            json.WriteString("machine", measured.Machine);
            json.WriteString("model", measured.Model);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("measured");
        }
        json.WriteStartArray("sources");
        foreach (var source in profile.Sources)
            json.WriteStringValue(source);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } number)
            json.WriteNumber(name, number);
        else
            json.WriteNull(name);
    }
}
