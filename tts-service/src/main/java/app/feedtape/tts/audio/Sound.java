package app.feedtape.tts.audio;

/**
 * Whole sound of one segment, read and found to be so: a file that can be played by itself. Several
 * of the same shape can follow one another in a file.
 */
public record Sound(byte[] bytes, Extent extent, Shape shape) implements Reading {

    /**
     * What sounds must have in common to follow one another in a file.
     *
     * @param kilobits the constant bit rate; 0 when the format has none
     * @param samplesPerFrame 0 when the format has no frames of one length
     */
    public record Shape(AudioFormat format, int sampleRate, int kilobits, int samplesPerFrame) {}

    public int frames() {
        return extent.frames();
    }

    public int sampleRate() {
        return shape.sampleRate();
    }

    public int kilobits() {
        return shape.kilobits();
    }

    /** Length in milliseconds, counted from the frames. */
    public long millis() {
        return extent.millis();
    }
}
