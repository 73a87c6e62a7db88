package app.feedtape.tts.audio;

import java.io.IOException;
import java.io.InputStream;

/** What a format of sound has to be able to do: be read, be silent, and be joined exactly. */
sealed interface SoundFormat permits Mp3, OggOpus, Pcm {

    /** Bytes that can be read from any of them on. */
    @FunctionalInterface
    interface Source {
        InputStream open(long offset) throws IOException;
    }

    /**
     * The rate to ask the provider for; not every format has the usual one of the voice's engine.
     */
    int sampleRate(int usual);

    /**
     * Reads a whole answer of the voice, or an object made of one: reading twice changes nothing.
     */
    Reading read(byte[] bytes, int sampleRate);

    /** A moment of silence that can stand between pieces of speech. */
    Sound silence(int sampleRate);

    /** How many bytes of a piece go into the file. */
    long joinedBytes(long bytes, Place place);

    /**
     * The bytes of a piece as they stand in the file. Where the piece stands decides them, and
     * nothing else, so that a file has the same bytes whenever and however it is sent.
     *
     * @param from how many of them to leave out
     */
    InputStream joined(Source piece, Extent extent, Place place, boolean last, long from)
            throws IOException;
}
