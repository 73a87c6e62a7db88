package app.feedtape.tts.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Mp3Test {
    private static final Sound SILENCE = Mp3.silence(22_050, 48, 40);

    @ParameterizedTest
    @CsvSource({"22050, 48", "24000, 48", "16000, 32", "22050, 64"})
    void durationIsCountedFromTheFrames(int sampleRate, int kilobits) {
        Sound sound = (Sound) Mp3.read(Mp3.silence(sampleRate, kilobits, 100).bytes());
        assertThat(sound.frames()).isEqualTo(100);
        assertThat(sound.sampleRate()).isEqualTo(sampleRate);
        assertThat(sound.kilobits()).isEqualTo(kilobits);
        assertThat(sound.millis()).isEqualTo(100L * 576 * 1_000 / sampleRate);
    }

    @Test
    void tagsAndInfoFramesAreDroppedWhereverTheyStand() {
        byte[] info = Arrays.copyOf(SILENCE.bytes(), 156);
        System.arraycopy("Xing".getBytes(StandardCharsets.US_ASCII), 0, info, 4 + 9, 4);
        byte[] id3 = {'I', 'D', '3', 4, 0, 0, 0, 0, 0, 5, 1, 2, 3, 4, 5};
        byte[] tag = Arrays.copyOf("TAG".getBytes(StandardCharsets.US_ASCII), 128);
        byte[] file = join(id3, info, SILENCE.bytes(), info, tag);

        Sound sound = (Sound) Mp3.read(file);
        assertThat(sound.bytes()).isEqualTo(SILENCE.bytes());
        assertThat(sound.frames()).isEqualTo(40);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 155, 157, 1000, 6000})
    void anythingCutOffIsBroken(int bytes) {
        assertThat(Mp3.read(Arrays.copyOf(SILENCE.bytes(), bytes))).isInstanceOf(Broken.class);
    }

    @Test
    void whatIsNotSoundIsBroken() {
        assertThat(Mp3.read(new byte[0])).isInstanceOf(Broken.class);
        assertThat(Mp3.read("{\"message\":\"no\"}".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Broken.class);
        assertThat(Mp3.read("<html></html>".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Broken.class);
        byte[] stereo = SILENCE.bytes().clone();
        stereo[3] = 0;
        assertThat(Mp3.read(stereo)).isInstanceOf(Broken.class);
    }

    @Test
    void aBitRateThatChangesIsBroken() {
        byte[] file = join(SILENCE.bytes(), Mp3.silence(22_050, 64, 3).bytes());
        assertThat(Mp3.read(file)).isEqualTo(new Broken("the bit rate changes"));
        assertThat(SILENCE.shape()).isNotEqualTo(Mp3.silence(24_000, 48, 3).shape());
    }

    private static byte[] join(byte[]... pieces) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] piece : pieces) {
            out.writeBytes(piece);
        }
        return out.toByteArray();
    }
}
