package app.feedtape.tts.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A listener whose every kilobyte takes its time; patience is a minute. */
class ListenerPaceTest {

    private final AtomicLong now = new AtomicLong();
    private long millisPerKilobyte;

    private final ListenerPace pace =
            new ListenerPace(
                    new OutputStream() {
                        @Override
                        public void write(int one) {
                            throw new UnsupportedOperationException();
                        }

                        @Override
                        public void write(byte[] bytes, int from, int count) {
                            now.addAndGet(
                                    TimeUnit.MILLISECONDS.toNanos(
                                            count * millisPerKilobyte / 1_000));
                        }
                    },
                    Duration.ofMinutes(1),
                    3_000,
                    now::get);

    @Test
    void theSpeedOfSpeechIsFastEnoughForHours() throws IOException {
        millisPerKilobyte = 1_000 / 6;
        for (int i = 0; i < 600; i++) {
            pace.hand(new byte[60_000], 60_000);
        }
        assertThat(TimeUnit.NANOSECONDS.toHours(now.get())).isPositive();
    }

    @Test
    void aPauseIsForgivenAndTricklingIsNot() throws IOException {
        millisPerKilobyte = 50_000 / 10;
        pace.hand(new byte[10_000], 10_000);
        millisPerKilobyte = 1_000;
        assertThatThrownBy(() -> pace.hand(new byte[1_000_000], 1_000_000))
                .isInstanceOf(ListenerPace.TooSlow.class);
        assertThat(TimeUnit.NANOSECONDS.toMinutes(now.get())).isLessThan(3);
    }
}
