package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import app.feedtape.tts.audio.AudioFormat;
import app.feedtape.tts.audio.Mp3Player;
import app.feedtape.tts.audio.OpusPlayer;
import app.feedtape.tts.audio.Place;
import app.feedtape.tts.audio.Sound;
import app.feedtape.tts.audio.Timeline;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The same text in every format: paid once, one file, the same bytes streamed and stored. */
class FormatsTest extends SpeechServiceTest {

    @ParameterizedTest
    @EnumSource
    void theStreamedBytesAreTheStoredOnesAndEveryRangeIsAPartOfThem(AudioFormat format) {
        HttpResponse<byte[]> streamed = speak(prose(2_600), format);
        assertThat(streamed.statusCode()).isEqualTo(200);
        assertThat(header(streamed, "Content-Type")).isEqualTo(format.contentType());
        byte[] file = streamed.body();
        String place = header(streamed, "Content-Location");
        HttpResponse<byte[]> stored = get(place);

        assertThat(stored.body()).isEqualTo(file);
        assertThat(header(stored, "Content-Type")).isEqualTo(format.contentType());
        assertThat(header(stored, "Content-Length")).isEqualTo("" + file.length);
        assertThat(speak(prose(2_600), format).body()).isEqualTo(file);
        HttpResponse<byte[]> head =
                send(request(place).method("HEAD", HttpRequest.BodyPublishers.noBody()).build());
        assertThat(header(head, "Content-Length")).isEqualTo("" + file.length);

        Random random = new Random(5);
        for (int n = 0; n < 8; n++) {
            int first = random.nextInt(file.length);
            int last = first + random.nextInt(file.length - first);
            HttpResponse<byte[]> part = range(place, "bytes=%d-%d".formatted(first, last));
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(Arrays.copyOfRange(file, first, last + 1));
        }
        assertThat(range(place, "bytes=%d-".formatted(file.length)).statusCode()).isEqualTo(416);
        String tag = header(stored, "ETag");
        assertThat(send(request(place).header("If-None-Match", tag).build()).statusCode())
                .isEqualTo(304);
        assertThat(ifRange(place, tag).statusCode()).isEqualTo(206);
        assertThat(ifRange(place, "\"another\"").body()).isEqualTo(file);
    }

    @Test
    void theFormatIsFree() {
        String text = prose(1_000);
        HttpResponse<byte[]> mp3 = speak(text, AudioFormat.MP3);
        assertThat(header(mp3, "X-Characters-Charged")).isEqualTo("1000");
        for (AudioFormat other : List.of(AudioFormat.OGG_OPUS, AudioFormat.PCM)) {
            HttpResponse<byte[]> again = speak(text, other);
            assertThat(header(again, "X-Characters-Charged")).isEqualTo("0");
            assertThat(header(again, "ETag")).isNotEqualTo(header(mp3, "ETag"));
        }
        assertThat(charactersUsed()).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"MP3", "Ogg_Opus", "ogg", "opus", "wav", "json", "ogg_vorbis", " mp3", ""})
    void anotherFormatIs400AndCostsNothing(String format) {
        HttpResponse<byte[]> refused = synthesize(body(prose(100)).put("format", format));
        assertThat(error(refused)).isEqualTo("400 VALIDATION_FAILED");
        assertThat(polly.callsSince(begunAt)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void theLengthThatIsToldIsTheLengthThatPlays(AudioFormat format) {
        speak(prose(2_600), format);
        HttpResponse<byte[]> again = speak(prose(2_600), format);
        assertThat(header(again, "X-Duration-Exact")).isEqualTo("true");
        long told = Long.parseLong(header(again, "X-Duration-Millis"));
        assertThat(told).isEqualTo(playedMillis(again.body(), format, 22_050));
        assertThat(told).isCloseTo(156_000, within(200L));
    }

    /** The error of a sum of rounded lengths would be 40 times that of one. */
    @ParameterizedTest
    @EnumSource
    void fortySegmentsOfOddLengthsAreAsLongAsTheirFramesSay(AudioFormat format) {
        int rate = format.sampleRate(22_050);
        List<Sound> sounds = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sounds.add(
                    i % 10 == 9
                            ? format.silence(rate)
                            : (Sound) format.read(speak(prose(37 + i), format).body(), rate));
        }
        byte[] file = join(sounds);
        long counted = new Timeline(sounds.stream().map(Sound::extent).toList()).millis();
        assertThat(playedMillis(file, format, rate)).isEqualTo(counted);
        if (format == AudioFormat.MP3) {
            // This player takes every frame to be as long as the first one, without its padding:
            // half a percent too long at 22,050 Hz. Where it seeks to is by the constant bit rate.
            assertThat(Mp3Player.shownMillis(file)).isCloseTo(counted, within(counted / 200));
            byte[] rest = Arrays.copyOfRange(file, file.length / 2, file.length);
            assertThat(Mp3Player.samples(rest) * 1_000 / rate)
                    .isCloseTo(counted / 2, within(2 * 27L));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "OGG_OPUS, short, 0",
        "OGG_OPUS, short, 500",
        "OGG_OPUS, cut, 3000",
        "PCM, short, 0",
        "PCM, short, 1001",
        "PCM, short, 60000",
        "PCM, cut, 60001"
    })
    void anAnswerThatEndsEarlyIsAskedForAgain(AudioFormat format, String mode, int afterBytes) {
        polly.fault(mode, 1, 0, afterBytes);
        HttpResponse<byte[]> response = speak(prose(150), format);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(playedMillis(response.body(), format, 0)).isEqualTo(9_000);
        assertThat(polly.callsSince(begunAt)).hasSize(2);
        assertThat(charactersUsed()).isEqualTo(150);
    }

    private HttpResponse<byte[]> speak(String text, AudioFormat format) {
        return synthesize(body(text).put("format", format.code()));
    }

    private HttpResponse<byte[]> range(String place, String range) {
        return send(request(place).header("Range", range).build());
    }

    private HttpResponse<byte[]> ifRange(String place, String tag) {
        return send(request(place).header("Range", "bytes=5-9").header("If-Range", tag).build());
    }

    private static byte[] join(List<Sound> sounds) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        Place place = Place.START;
        for (int i = 0; i < sounds.size(); i++) {
            file.writeBytes(AudioFormat.joined(sounds.get(i), place, i == sounds.size() - 1));
            place = place.after(sounds.get(i).extent());
        }
        return file.toByteArray();
    }

    private static long playedMillis(byte[] file, AudioFormat format, int rate) {
        return switch (format) {
            case MP3 -> Mp3Player.samples(file) * 1_000 / rate;
            case OGG_OPUS -> OpusPlayer.play(file).length * 1_000L / OpusPlayer.RATE;
            case PCM -> file.length / 2 * 1_000L / 16_000;
        };
    }
}
