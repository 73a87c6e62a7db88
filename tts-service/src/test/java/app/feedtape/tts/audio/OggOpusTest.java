package app.feedtape.tts.audio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.gagravarr.ogg.OggFile;
import org.gagravarr.ogg.OggPacket;
import org.gagravarr.ogg.OggPacketReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of several segments, against an encoder, a reader and a decoder that are not ours. */
class OggOpusTest {
    private static final byte[] ANSWER = OpusPlayer.tone(440, 30_000);

    @Test
    void aSoundIsReadOnceAndForAll() {
        Sound sound = read(ANSWER);
        assertThat(sound.sampleRate()).isEqualTo(48_000);
        assertThat(sound.extent().preSkip()).isEqualTo(312);
        assertThat(sound.extent().samples() % 960).isZero();
        assertThat(read(sound.bytes()).bytes()).isEqualTo(sound.bytes());
        assertThat(read(sound.bytes()).extent()).isEqualTo(sound.extent());
        assertThat(OpusPlayer.play(sound.bytes())).isEqualTo(OpusPlayer.play(ANSWER));
    }

    @Test
    void fortySegmentsAreOneStreamWhoseLengthIsExact() throws IOException {
        List<Sound> sounds = segments(40);
        byte[] file = join(sounds);
        long samples = sounds.stream().mapToLong(one -> one.extent().samples()).sum();
        long heard = samples - 312 - sounds.getLast().extent().endTrim();

        assertThat(OpusPlayer.play(file)).hasSize((int) heard);
        Timeline timeline = new Timeline(sounds.stream().map(Sound::extent).toList());
        assertThat(timeline.millis()).isEqualTo(heard * 1_000 / 48_000);
        OggPacketReader packets = new OggFile(new ByteArrayInputStream(file)).getPacketReader();
        int ends = 0;
        long position = -1;
        for (OggPacket one = packets.getNextPacket(); one != null; one = packets.getNextPacket()) {
            assertThat(one.getSid()).isEqualTo(1);
            assertThat(one.getGranulePosition()).isGreaterThanOrEqualTo(position);
            position = one.getGranulePosition();
            ends += one.isEndOfStream() ? 1 : 0;
        }
        assertThat(position).isEqualTo(heard + 312);
        assertThat(ends).isEqualTo(1);
        assertThat(read(file).extent().samples()).isEqualTo(samples);
    }

    @Test
    void whatIsSaidInASegmentIsHeardWhereTheTimelineSays() {
        // Silence, then a tone, then silence: the tone has to be where it was promised.
        List<Sound> sounds =
                List.of(
                        new OggOpus().silence(48_000),
                        new OggOpus().silence(48_000),
                        read(OpusPlayer.tone(440, 24_000)),
                        new OggOpus().silence(48_000));
        short[] heard = OpusPlayer.play(join(sounds));
        Timeline timeline = new Timeline(sounds.stream().map(Sound::extent).toList());
        int begin = (int) timeline.beginMillis(2) * 48;
        int end = (int) timeline.endMillis(2) * 48;
        assertThat(loudest(heard, 0, begin - 480)).isLessThan(500);
        assertThat(loudest(heard, begin, begin + 960)).isGreaterThan(4_000);
        assertThat(loudest(heard, end - 960, end)).isGreaterThan(4_000);
        assertThat(loudest(heard, end + 1_440, heard.length)).isLessThan(500);
    }

    @Test
    void aPlayerSeeks() {
        List<Sound> sounds =
                IntStream.range(0, 10).mapToObj(i -> read(OpusPlayer.tone(300, 48_000))).toList();
        byte[] file = join(sounds);
        int whole = OpusPlayer.play(file).length;
        short[] rest = OpusPlayer.play(file, whole / 2);
        assertThat(rest.length).isBetween(whole / 2 - 48_000, whole / 2 + 48_000);
        assertThat(loudest(rest, 4_800, 9_600)).isGreaterThan(4_000);
    }

    @Test
    void everyRangeIsThatPartOfTheWhole() throws IOException {
        List<Sound> sounds = segments(3);
        Random random = new Random(7);
        Place place = Place.START;
        for (int i = 0; i < 3; i++) {
            Sound sound = sounds.get(i);
            byte[] whole = AudioFormat.joined(sound, place, i == 2);
            assertThat(AudioFormat.OGG_OPUS.joinedBytes(sound.bytes().length, place))
                    .isEqualTo(whole.length);
            for (int n = 0; n < 20; n++) {
                int from = random.nextInt(whole.length);
                try (InputStream part = open(sound, place, i == 2, from)) {
                    assertThat(part.readAllBytes())
                            .isEqualTo(Arrays.copyOfRange(whole, from, whole.length));
                }
            }
            place = place.after(sound.extent());
        }
    }

    private static InputStream open(Sound sound, Place place, boolean last, long from)
            throws IOException {
        byte[] bytes = sound.bytes();
        return AudioFormat.OGG_OPUS.joined(
                offset ->
                        new ByteArrayInputStream(bytes, (int) offset, bytes.length - (int) offset),
                sound.extent(),
                place,
                last,
                from);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 26, 46, 47, 100, 500, 1_000, -1, -100})
    void anythingCutOffIsBroken(int bytes) {
        int length = bytes >= 0 ? bytes : ANSWER.length + bytes;
        assertThat(new OggOpus().read(Arrays.copyOf(ANSWER, length), 48_000))
                .isInstanceOf(Broken.class);
    }

    @Test
    void anAnswerThatEndsWithAWholePageIsCutOffAllTheSame() throws IOException {
        byte[] bytes = read(OpusPlayer.tone(440, 200_000)).bytes();
        ByteArrayInputStream in = new ByteArrayInputStream(bytes);
        for (int page = 1; page <= 4; page++) {
            OggPage.read(in);
            byte[] cut = Arrays.copyOf(bytes, bytes.length - in.available());
            assertThat(new OggOpus().read(cut, 48_000)).isInstanceOf(Broken.class);
        }
    }

    @Test
    void aFlippedBitIsNoticed() {
        Random random = new Random(11);
        for (int n = 0; n < 200; n++) {
            byte[] damaged = ANSWER.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            assertThat(new OggOpus().read(damaged, 48_000)).isInstanceOf(Broken.class);
        }
    }

    private static List<Sound> segments(int count) {
        Random random = new Random(3);
        List<Sound> sounds = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sounds.add(
                    i % 7 == 5
                            ? new OggOpus().silence(48_000)
                            : read(OpusPlayer.tone(200 + 10 * i, 9_000 + random.nextInt(60_000))));
        }
        return sounds;
    }

    private static Sound read(byte[] bytes) {
        return (Sound) new OggOpus().read(bytes, 48_000);
    }

    private static byte[] join(List<Sound> sounds) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Place place = Place.START;
        for (Sound sound : sounds) {
            file.writeBytes(AudioFormat.joined(sound, place, sound == sounds.getLast()));
            place = place.after(sound.extent());
        }
        return file.toByteArray();
    }

    private static int loudest(short[] samples, int from, int until) {
        return IntStream.range(from, until).map(i -> Math.abs(samples[i])).max().orElse(0);
    }
}
