package app.feedtape.tts.audio;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Where sound is kept, under keys that only this service can compute. Objects never change. */
public interface AudioStorage extends AutoCloseable {

    /** An object of this name will be put: what can be done for that now need not be waited for. */
    default void prepare(String key) throws IOException {}

    /**
     * Keeps an object; when it returns, the object can be read and survives the death of this
     * process. Keeping it twice is fine.
     *
     * @return what to wait for until it survives the death of the machine as well
     */
    OnDisk put(String key, byte[] content) throws IOException;

    /** An object on its way from the machine's memory to its disk. */
    @FunctionalInterface
    interface OnDisk {

        OnDisk ALREADY = () -> {};

        void await() throws IOException;
    }

    /** The object, or empty when there is none. */
    Optional<byte[]> get(String key) throws IOException;

    /**
     * Reads on from an offset; the caller closes it.
     *
     * @param length of the whole object, as it was put
     * @throws LostSound when there is none, or one of another length
     */
    InputStream open(String key, long offset, long length) throws IOException;

    /**
     * Whether it failed lately and is not asked at the moment: then there is no use in having
     * something made to be put here.
     */
    default boolean isResting() {
        return false;
    }

    @Override
    default void close() {}

    /** Removes an object for good; one that is not there is fine. */
    void delete(String key) throws IOException;
}
