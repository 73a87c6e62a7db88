package app.feedtape.voice;

/** Samples are sent as they are. */
record NoEncoder() implements SoundEncoder {

    @Override
    public byte[] encode(byte[] pcm) {
        return pcm;
    }

    @Override
    public byte[] finish() {
        return new byte[0];
    }
}
