package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;

/**
 * Sound that the storage lost is spoken anew: no part of it is put behind a part of the old one.
 */
class MendedSoundTest extends SpeechServiceTest {

    private static final String LAST_OBJECT =
            """
            select coalesce(s.object, s.storage_key) from audio_segment a
            join stored_segment s using (storage_key)
            where a.account_id = :account order by a.position desc limit 1
            """;

    @Value("${feedtape.tts.audio-directory}")
    Path audioDirectory;

    private HttpResponse<byte[]> rest(String place, String etag) {
        return send(request(place).header("Range", "bytes=1000-").header("If-Range", etag).build());
    }

    private HttpResponse<byte[]> unless(String place, String etag) {
        return send(request(place).header("If-None-Match", etag).build());
    }

    private void loseTheLastSegment() throws IOException {
        String object =
                jdbc.sql(LAST_OBJECT).param("account", account).query(String.class).single();
        try (Stream<Path> files = Files.walk(audioDirectory)) {
            Path file =
                    files.filter(one -> one.getFileName().toString().equals(object))
                            .findFirst()
                            .orElseThrow();
            Files.delete(file);
        }
    }

    @Test
    void aDownloadBegunBeforeBeginsAnewAndAListeningMadeSinceIsItsOwn() throws IOException {
        String text = prose(1_500);
        HttpResponse<byte[]> streamed = synthesize(text);
        String place = header(streamed, "Content-Location");
        String before = header(streamed, "ETag");
        assertThat(rest(place, before).statusCode()).isEqualTo(206);
        assertThat(unless(place, before).statusCode()).isEqualTo(304);

        loseTheLastSegment();
        HttpResponse<byte[]> again = synthesize(text);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(charactersUsed()).isEqualTo(1_500);
        HttpResponse<byte[]> anew = rest(place, before);
        String since = header(anew, "ETag");
        assertThat(anew.statusCode()).isEqualTo(200);
        assertThat(since).isNotEqualTo(before);
        assertThat(unless(place, before).statusCode()).isEqualTo(200);
        assertThat(unless(place, since).statusCode()).isEqualTo(304);
        assertThat(rest(place, since).statusCode()).isEqualTo(206);
        String other = header(again, "Content-Location");
        assertThat(header(get(other), "ETag")).isEqualTo(header(again, "ETag"));
    }

    @Test
    void aSecondLossIsAThirdTake() throws IOException {
        String text = prose(1_500);
        String place = header(synthesize(text), "Content-Location");
        String first = header(get(place), "ETag");
        loseTheLastSegment();
        synthesize(text);
        String second = header(get(place), "ETag");
        loseTheLastSegment();
        synthesize(text);
        assertThat(header(get(place), "ETag")).isNotIn(first, second);
    }

    @Test
    void itsMarksAreAskedForAnewForTheyWereOfTheTakeThatIsGone() throws IOException {
        String text = prose(1_500);
        String place = header(synthesize(text), "Content-Location");
        assertThat(get(place + "/marks").statusCode()).isEqualTo(200);
        long asked = marksCalls();
        loseTheLastSegment();
        synthesize(text);
        assertThat(get(place + "/marks").statusCode()).isEqualTo(200);
        assertThat(marksCalls()).isEqualTo(asked + 1);
        get(place + "/marks");
        assertThat(marksCalls()).isEqualTo(asked + 1);
    }

    private long marksCalls() {
        return polly.callsSince(begunAt).stream().filter(TestPolly.Call::marks).count();
    }
}
