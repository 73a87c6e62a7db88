package app.feedtape.tts.audio;

/**
 * How long a packet of Opus is, which its first bytes tell (RFC 6716, 3).
 *
 * @param samples at 48,000 Hz, as Ogg counts them
 */
record OpusPacket(byte[] bytes, int samples) {

    private static final int LONGEST = 5_760;
    private static final int[] SILK = {480, 960, 1_920, 2_880};
    private static final int[] HYBRID = {480, 960};
    private static final int[] CELT = {120, 240, 480, 960};
    private static final int FIRST_HYBRID = 12;
    private static final int FIRST_CELT = 16;

    /** A frame of silence, 20 ms, that needs nothing of the frames before it. */
    static final byte[] SILENCE = {(byte) 0xf8, (byte) 0xff, (byte) 0xfe};

    /**
     * Reads a packet.
     *
     * @throws IllegalArgumentException when it is none
     */
    static OpusPacket of(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("an empty packet");
        }
        int samples = frames(bytes) * frame((bytes[0] & 0xff) >> 3);
        if (samples == 0 || samples > LONGEST) {
            throw new IllegalArgumentException("a packet of %d samples".formatted(samples));
        }
        return new OpusPacket(bytes, samples);
    }

    private static int frame(int configuration) {
        if (configuration < FIRST_HYBRID) {
            return SILK[configuration & 3];
        }
        return configuration < FIRST_CELT ? HYBRID[configuration & 1] : CELT[configuration & 3];
    }

    private static int frames(byte[] bytes) {
        return switch (bytes[0] & 3) {
            case 0 -> 1;
            case 1, 2 -> 2;
            default -> bytes.length < 2 ? 0 : bytes[1] & 0x3f;
        };
    }
}
