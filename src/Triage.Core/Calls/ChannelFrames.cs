using Triage.Core.Audio;
using Triage.Core.Speech;

namespace Triage.Core.Calls;

/// <summary>
/// One channel's samples at the source's rate, cut into aligned 32 ms frames at the activity model's rate and at 16 kHz.
/// Owned by the call's loop; allocates nothing per frame once its buffers have grown to the chunk size.
/// </summary>
internal sealed class ChannelFrames(int sourceRateHz, int activityRateHz)
{
    private readonly PolyphaseResampler _toActivity = new(sourceRateHz, activityRateHz);
    private readonly PolyphaseResampler _toSpeech = new(sourceRateHz, Utterance.SampleRateHz);
    private readonly Backlog _activity = new(activityRateHz * SpeechOptions.FrameMs / 1000);
    private readonly Backlog _speech = new(ListeningChannel.FrameSamples);

    /// <summary>Takes samples in [-1,1] at the source's rate.</summary>
    public void Push(ReadOnlySpan<float> samples)
    {
        _activity.Commit(_toActivity.Process(samples, _activity.Reserve(_toActivity.OutputLength(samples.Length))));
        _speech.Commit(_toSpeech.Process(samples, _speech.Reserve(_toSpeech.OutputLength(samples.Length))));
    }

    /// <summary>The call is over: what the filters hold comes out, padded with silence to a whole frame.</summary>
    public void Complete()
    {
        _activity.Commit(_toActivity.Flush(_activity.Reserve(_toActivity.FlushLength)));
        _speech.Commit(_toSpeech.Flush(_speech.Reserve(_toSpeech.FlushLength)));
        _activity.Pad();
        _speech.Pad();
    }

    /// <summary>The next frame, when both rates have it; valid until the next push.</summary>
    public bool TryTake(out ReadOnlySpan<float> activityFrame, out ReadOnlySpan<float> speechFrame)
    {
        activityFrame = speechFrame = default;
        return _activity.HasFrame && _speech.HasFrame && _activity.TryTake(out activityFrame) && _speech.TryTake(out speechFrame);
    }

    /// <summary>A queue of samples read in whole frames.</summary>
    private sealed class Backlog(int frameSamples)
    {
        private float[] _samples = new float[frameSamples * 8];
        private int _start, _end;

        public bool HasFrame => _end - _start >= frameSamples;

        public Span<float> Reserve(int count)
        {
            if (_end + count > _samples.Length)
            {
                var kept = _samples.AsSpan(_start, _end - _start);
                if (kept.Length + count > _samples.Length)
                {
                    var larger = new float[Math.Max(kept.Length + count, _samples.Length * 2)];
                    kept.CopyTo(larger);
                    _samples = larger;
                }
                else
                    kept.CopyTo(_samples);
                (_start, _end) = (0, kept.Length);
            }
            return _samples.AsSpan(_end, count);
        }

        public void Commit(int count) => _end += count;

        public void Pad()
        {
            var missing = (frameSamples - (_end - _start) % frameSamples) % frameSamples;
            Reserve(missing).Clear();
            Commit(missing);
        }

        public bool TryTake(out ReadOnlySpan<float> frame)
        {
            frame = default;
            if (!HasFrame)
                return false;
            frame = _samples.AsSpan(_start, frameSamples);
            _start += frameSamples;
            return true;
        }
    }
}
