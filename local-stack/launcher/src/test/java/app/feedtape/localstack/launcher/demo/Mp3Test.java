package app.feedtape.localstack.launcher.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class Mp3Test {
    /** MPEG-2 layer III, 48 kbit/s at 24 kHz: 144 bytes and 24 ms. */
    private static final byte[] FRAME = frame();

    private static byte[] frame() {
        var frame = new byte[144];
        frame[0] = (byte) 0xff;
        frame[1] = (byte) 0xf3;
        frame[2] = (byte) 0x64;
        frame[3] = (byte) 0xc0;
        return frame;
    }

    @Test
    void wholeFramesAreCountedAndTheirTimeAddedUp() {
        var sound = new byte[FRAME.length * 100];
        for (int i = 0; i < 100; i++) {
            System.arraycopy(FRAME, 0, sound, i * FRAME.length, FRAME.length);
        }
        assertThat(Mp3.read(sound)).contains(new Mp3(100, Duration.ofMillis(2400)));
    }

    @Test
    void anythingElseIsNoSound() {
        assertThat(Mp3.read(new byte[0])).isEmpty();
        assertThat(Mp3.read(Arrays.copyOf(FRAME, 100))).isEmpty();
        assertThat(Mp3.read("ID3 and more".getBytes())).isEmpty();
        assertThat(Mp3.read("{\"error\": {}}".getBytes())).isEmpty();
    }
}
