package app.feedtape.tts.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.feedtape.tts.audio.AudioAsset.Piece;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A download has no more of a sound in memory than a buffer, however long the sound is: counted as
 * bytes that the storage has given and the listener has not taken yet.
 */
class JoinedSoundTest {

    private static final int DOWNLOADS = 200;
    private static final long TAKEN = 1_000_000;

    /** A buffer, and a page of Ogg, which is longer by its headers only. */
    private static final long MOST_AHEAD = 128 * 1_024;

    @ParameterizedTest
    @EnumSource(AudioFormat.class)
    void whatIsReadAheadOfTwoHundredListenersDoesNotGrowWithTheSound(AudioFormat format)
            throws Exception {
        JoinedSound minute = sound(format, 2, 1_100 * Download.PAGE.length);
        JoinedSound month = sound(format, 500, Integer.MAX_VALUE);
        assertThat(month.length()).isGreaterThan(1_000_000_000_000L);

        long most = mostAhead(month);
        assertThat(most).isLessThanOrEqualTo(MOST_AHEAD).isEqualTo(mostAhead(minute));
    }

    private static JoinedSound sound(AudioFormat format, int pieces, int bytes) {
        Piece piece = new Piece("key", "object", bytes, 1_000, 576_000, 0, 0, 22_050);
        return new JoinedSound(format, Collections.nCopies(pieces, piece));
    }

    private static long mostAhead(JoinedSound sound) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Download> task = () -> new Download().of(sound);
            long most = 0;
            for (Future<Download> one : threads.invokeAll(Collections.nCopies(DOWNLOADS, task))) {
                most = Math.max(most, one.get().mostAhead);
                assertThat(one.get().open).isZero();
            }
            return most;
        }
    }

    /** A storage without end, and a listener who has heard enough after a while. */
    private static final class Download extends OutputStream implements AudioStorage {

        private static final byte[] PAGE =
                OggPage.of(0, 960, 1, 2, List.of(new byte[200], new byte[300])).bytes();

        private long given;
        private long taken;
        private long mostAhead;
        private int open;

        Download of(JoinedSound sound) {
            ListenerPace pace = new ListenerPace(this, Duration.ofMinutes(1), 1_000, () -> 0);
            ByteRange all = new ByteRange(0, sound.length() - 1);
            assertThatThrownBy(() -> sound.copy(all, this, pace)).hasMessage("heard enough");
            return this;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            mostAhead = Math.max(mostAhead, given - taken);
            taken += length;
            if (taken > TAKEN) {
                throw new IOException("heard enough");
            }
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public InputStream open(String key, long offset, long length) {
            open++;
            return new InputStream() {
                private int at;

                @Override
                public int read() {
                    given++;
                    return PAGE[at++ % PAGE.length] & 0xff;
                }

                @Override
                public int read(byte[] into, int from, int count) {
                    for (int done = 0; done < count; ) {
                        int some = Math.min(count - done, PAGE.length - at % PAGE.length);
                        System.arraycopy(PAGE, at % PAGE.length, into, from + done, some);
                        at += some;
                        done += some;
                    }
                    given += count;
                    return count;
                }

                @Override
                public void close() {
                    open--;
                }
            };
        }

        @Override
        public OnDisk put(String key, byte[] content) {
            throw new AssertionError("A download writes nothing: " + key + ", " + content.length);
        }

        @Override
        public Optional<byte[]> get(String key) {
            throw new AssertionError("A download reads no object whole: " + key);
        }

        @Override
        public void delete(String key) {
            throw new AssertionError("A download removes nothing: " + key);
        }

        @Override
        public void close() {}
    }
}
