namespace Triage.Training.Evaluation;

/// <summary>A manifest that cannot be used: which file, which line (from 1; 0: the whole file), which field, and why.</summary>
public sealed class SpeechManifestException(string manifest, int line, string field, string problem, Exception? inner = null)
    : Exception($"{manifest}{(line > 0 ? $", line {line}" : "")}{(field.Length > 0 ? $", field '{field}'" : "")}: {problem}", inner)
{
    public int Line { get; } = line;

    public string Field { get; } = field;
}
