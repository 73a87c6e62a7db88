package app.feedtape.voice;

/**
 * From the voice's sample rate to the one asked for, by straight lines between samples: enough for
 * speech.
 */
final class Resampler {
    private final double step;
    private double position;
    private short last;

    Resampler(int from, int to) {
        this.step = (double) from / to;
    }

    /**
     * The next samples as signed 16 bit little-endian. Position 0 is the last sample of the block
     * before.
     */
    byte[] littleEndian(short[] samples) {
        int count = 0;
        for (double at = position; at < samples.length; at += step) {
            count++;
        }
        byte[] pcm = new byte[count * 2];
        double at = position;
        for (int i = 0; i < count; i++, at += step) {
            int left = (int) at;
            double share = at - left;
            double before = left == 0 ? last : samples[left - 1];
            int value = (int) Math.round(before + (samples[left] - before) * share);
            pcm[2 * i] = (byte) value;
            pcm[2 * i + 1] = (byte) (value >> 8);
        }
        position = at - samples.length;
        if (samples.length > 0) {
            last = samples[samples.length - 1];
        }
        return pcm;
    }
}
