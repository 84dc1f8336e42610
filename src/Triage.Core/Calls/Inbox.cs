namespace Triage.Core.Calls;

internal enum InboxKind { Audio, Flush }

/// <summary>One thing a source sent; the bytes are rented and go back after use.</summary>
/// <param name="Source">Which attachment of the source sent it: a source that comes back counts one up.</param>
internal readonly record struct Inbox(InboxKind Kind, double StartS, byte[] Bytes, int Length, long Arrival, long Id, int Source);
