using System.Globalization;
using System.Text;

namespace Triage.TrialLog.Log;

/// <summary>One process writes a log; the second is refused by name. The system releases the lock with the process, however it dies.</summary>
internal sealed class WriterLock : IDisposable
{
    private readonly FileStream _file;

    private WriterLock(FileStream file) => _file = file;

    /// <exception cref="EvidenceLogException">Another process, or another part of this one, writes the log.</exception>
    public static WriterLock Take(EvidenceFolder folder)
    {
        FileStream file;
        try
        {
            file = new FileStream(folder.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new EvidenceLogException($"journal {folder.Path} : déjà ouvert en écriture par un autre programme{Holder(folder.Lock)} ; un seul à la fois écrit un journal", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new EvidenceLogException($"journal {folder.Path} : pas le droit d'y écrire ({e.Message})", e);
        }
        file.SetLength(0);
        file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
        file.Flush();
        return new WriterLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string Holder(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file);
            return int.TryParse(reader.ReadToEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var process) ? $" (processus {process})" : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
