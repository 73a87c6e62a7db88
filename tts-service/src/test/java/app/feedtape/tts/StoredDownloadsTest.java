package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Many downloads of stored sound at once, by listeners who pause in the middle of it. */
class StoredDownloadsTest extends SpeechServiceTest {

    static final int DOWNLOADS = 200;
    private static final int SHORT = 300;
    private static final int LONG = 10_000;

    @Test
    void twoHundredDownloadsOfALongSoundNeedTheMemoryOfAsManyOfAShortOne() throws IOException {
        pro();
        String shortOne = header(synthesize(prose(SHORT)), "Content-Location");
        String longOne = header(synthesize(prose(LONG)), "Content-Location");
        int difference = get(longOne).body().length - get(shortOne).body().length;
        assertThat(difference).isGreaterThan(3_000_000);

        long little = heapWhilePaused(shortOne, longOne);
        long much = heapWhilePaused(longOne, longOne);
        assertThat(much - little).isLessThan((long) DOWNLOADS * difference / 10);
    }

    /** What lives while all of them have begun and none has taken more than the beginning. */
    private long heapWhilePaused(String place, String tooMany) throws IOException {
        List<SlowListener> listeners = new ArrayList<>();
        try {
            for (int i = 0; i < DOWNLOADS; i++) {
                listeners.add(SlowListener.again(this, place));
            }
            for (SlowListener listener : listeners) {
                assertThat(listener.firstLine()).isEqualTo("HTTP/1.1 200 ");
            }
            // What is short lies in the buffers of the sockets already.
            if (place.equals(tooMany)) {
                HttpResponse<byte[]> oneMore = get(place);
                assertThat(error(oneMore)).isEqualTo("429 RATE_LIMITED");
                assertThat(header(oneMore, "Retry-After")).isEqualTo("5");
            }
            System.gc();
            return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        } finally {
            for (SlowListener listener : listeners) {
                listener.close();
            }
            await().atMost(60, SECONDS).until(() -> get(place).statusCode() == 200);
        }
    }
}
