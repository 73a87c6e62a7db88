package app.feedtape.tts.audio;

/**
 * Whole MP3 frames of one constant bit rate; several of the same rate one after another are one
 * file.
 *
 * @param frames how many
 * @param samplesPerFrame 576 or 1152
 */
public record Sound(byte[] bytes, int frames, int sampleRate, int kilobits, int samplesPerFrame)
        implements Mp3.Reading {

    /** Length in milliseconds, counted from the frames. */
    public long millis() {
        return (long) frames * samplesPerFrame * 1_000 / sampleRate;
    }

    /** What sounds must have in common to follow one another in a file. */
    public record Shape(int sampleRate, int kilobits, int samplesPerFrame) {}

    public Shape shape() {
        return new Shape(sampleRate, kilobits, samplesPerFrame);
    }
}
