package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;

import app.feedtape.test.TestIdentity;
import app.feedtape.tts.audio.AudioFormat;
import app.feedtape.tts.audio.Mp3Player;
import app.feedtape.tts.segments.Segment;
import app.feedtape.tts.segments.TextSegments;
import java.io.InputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Reading along: times that belong to the sound, asked of the provider once and never charged. */
class MarksTest extends SpeechServiceTest {

    /** The test voice's own time for a character. */
    private static final int MILLIS_PER_CHARACTER = 60;

    private record Mark(String type, long start, long end, int from, int until, String value) {}

    @ParameterizedTest
    @EnumSource
    void everyWordHasItsPlaceInTheTextAndInTheSound(AudioFormat format) {
        String text = prose(3_500);
        String place = place(synthesize(body(text).put("format", format.code())));
        JsonNode answer = read(get(place + "/marks"));
        List<Mark> marks = marks(answer);

        assertThat(answer.path("complete").asBoolean()).isTrue();
        assertThat(marks).allSatisfy(mark -> assertThat(mark.value()).isEqualTo(part(text, mark)));
        List<String> words =
                marks.stream().filter(one -> one.type().equals("word")).map(Mark::value).toList();
        assertThat(words).containsExactly(text.split("\\s+"));
        assertThat(marks).filteredOn(one -> one.type().equals("sentence")).hasSizeGreaterThan(40);
        long duration = answer.path("duration_ms").asLong();
        assertThat(duration)
                .isEqualTo(
                        Long.parseLong(
                                header(
                                        synthesize(body(text).put("format", format.code())),
                                        "X-Duration-Millis")));
        long before = 0;
        for (Mark mark : marks) {
            assertThat(mark.start()).isBetween(before, duration);
            assertThat(mark.end()).isBetween(mark.start(), duration);
            before = mark.start();
        }
    }

    /** What each segment is longer than its times say must not add up. */
    @Test
    void aWordIsWhereItsSegmentBeginsPlusItsOwnTime() {
        String text = prose(9_000);
        HttpResponse<byte[]> sound = synthesize(text);
        List<Mark> marks = marks(read(get(place(sound) + "/marks")));
        List<Integer> bytes =
                jdbc.sql(
                                """
                                select s.bytes from audio_segment a join stored_segment s using (storage_key)
                                join audio on audio.id = a.audio_id
                                where audio.account_id = :account order by a.position
                                """)
                        .param("account", account)
                        .query(Integer.class)
                        .list();
        long samples = 0;
        int at = 0;
        int textBegin = 0;
        for (Segment segment : TextSegments.of(text, Locale.ENGLISH)) {
            int begin = textBegin;
            long beginMillis = samples * 1_000 / 22_050;
            assertThat(marks)
                    .filteredOn(mark ->
                            mark.from() >= begin && mark.from() < begin + segment.characters())
                    .isNotEmpty()
                    .allSatisfy(mark ->
                            assertThat(mark.start())
                                    .isEqualTo(
                                            beginMillis
                                                    + (mark.from() - begin)
                                                            * MILLIS_PER_CHARACTER));
            int length = bytes.get(segment.position());
            samples += Mp3Player.samples(Arrays.copyOfRange(sound.body(), at, at + length));
            at += length;
            textBegin += segment.characters();
        }
        assertThat(at).isEqualTo(sound.body().length);
    }

    @Test
    void theProviderIsAskedOnceASegmentAndNobodyIsCharged() throws Exception {
        String text = prose(3_500);
        String place = place(synthesize(text));
        int segments = polly.callsSince(begunAt).size();
        assertThat(marksCalls()).isZero();
        try (ExecutorService listeners = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<byte[]>>> answers = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                answers.add(listeners.submit(() -> get(place + "/marks")));
            }
            byte[] first = answers.getFirst().get().body();
            for (Future<HttpResponse<byte[]>> answer : answers) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
                assertThat(answer.get().body()).isEqualTo(first);
            }
        }
        assertThat(marksCalls()).isEqualTo(segments);
        get(place + "/marks");
        assertThat(marksCalls()).isEqualTo(segments);
        assertThat(charactersUsed()).isEqualTo(3_500);
        assertThat(
                        jdbc.sql(
                                        """
                                        select sum(o.accepted_characters) from provider_call c
                                        join provider_outcome o on o.call_id = c.id
                                        join audio a on a.id = c.audio_id
                                        where a.account_id = :account and c.kind = 'marks' and o.outcome = 'stored'
                                        """)
                                .param("account", account)
                                .query(Long.class)
                                .single())
                .isEqualTo(3_500);
    }

    @Test
    void theSameSegmentInAnotherListeningIsNotAskedForAgain() {
        String text = prose(1_000);
        get(place(synthesize(text)) + "/marks");
        long asked = marksCalls();
        JsonNode again = read(get(place(synthesize(text)) + "/marks"));
        assertThat(again.path("items").size()).isGreaterThan(100);
        assertThat(marksCalls()).isEqualTo(asked);
    }

    @ParameterizedTest
    @CsvSource({"1.0", "1.5", "0.5"})
    void placesAreInCodePointsOfTheCleanedTextWhateverWasEscaped(String speed) {
        String text =
                "Tom & Jerry's café isn't <5 km> from \"here\". 😀 Ça va? Naïve people said: \"a & b\"."
                        + " Ünïcödé ends.";
        HttpResponse<byte[]> sound =
                synthesize(
                        body(text)
                                .put("content_type", "text")
                                .put("speed", Double.parseDouble(speed)));
        List<Mark> marks = marks(read(get(place(sound) + "/marks")));
        assertThat(marks)
                .filteredOn(mark -> mark.type().equals("word"))
                .extracting(Mark::value)
                .contains(
                        "Tom", "Jerry's", "café", "isn't", "😀", "Ça", "b\".", "Ünïcödé", "ends.");
        assertThat(marks).allSatisfy(mark -> assertThat(mark.value()).isEqualTo(part(text, mark)));
        long duration =
                Long.parseLong(
                        header(
                                synthesize(
                                        body(text)
                                                .put("content_type", "text")
                                                .put("speed", Double.parseDouble(speed))),
                                "X-Duration-Millis"));
        assertThat(marks).allSatisfy(mark -> assertThat(mark.end()).isLessThanOrEqualTo(duration));
    }

    @Test
    void itHasATagAndIsNobodyElses() {
        String place = place(synthesize(prose(300)));
        HttpResponse<byte[]> marks = get(place + "/marks");
        String tag = header(marks, "ETag");
        assertThat(header(marks, "Cache-Control")).isEqualTo("max-age=3600, private");
        HttpResponse<byte[]> same =
                send(request(place + "/marks").header("If-None-Match", tag).build());
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        token = TestIdentity.shared().accessToken();
        assertThat(error(get(place + "/marks"))).isEqualTo("404 NOT_FOUND");
    }

    @ParameterizedTest
    @CsvSource({"error", "denied", "throttle", "short"})
    void aProviderThatIsAwayIs503AndHarmsNothing(String mode) {
        String place = place(synthesize(prose(300)));
        polly.fault(mode, -1, 0, 0);
        HttpResponse<byte[]> refused = get(place + "/marks");
        assertThat(error(refused)).isEqualTo("503 SPEECH_UNAVAILABLE");
        assertThat(header(refused, "Retry-After")).isEqualTo("5");
        assertThat(get(place).statusCode()).isEqualTo(200);
        calm();
        breakers.getAllCircuitBreakers().forEach(one -> one.reset());
        assertThat(get(place + "/marks").statusCode()).isEqualTo(200);
        assertThat(charactersUsed()).isEqualTo(300);
    }

    @ParameterizedTest
    @CsvSource({"short, 0", "short, 100", "short, 1000", "cut, 1000", "error, 0"})
    void anAnswerThatIsNotWholeIsAskedForAgain(String mode, int afterBytes) {
        String text = prose(200);
        String place = place(synthesize(text));
        polly.fault(mode, 1, 0, afterBytes);
        List<Mark> marks = marks(read(get(place + "/marks")));
        assertThat(marks.getLast().until()).isEqualTo(200);
        assertThat(marksCalls()).isEqualTo(2);
    }

    @Test
    void whileTheSoundIsMadeThereAreTheMarksOfWhatIsThere() throws Exception {
        String text = prose(10_000);
        HttpRequest request = synthesizing(body(text).put("format", "pcm").toString());
        HttpResponse<InputStream> unread = open(request);
        String place = place(unread);
        HttpResponse<byte[]> some = get(place + "/marks");
        JsonNode answer = read(some);
        assertThat(answer.path("complete").asBoolean()).isFalse();
        assertThat(header(some, "ETag")).isEqualTo("(none)");
        assertThat(header(some, "Cache-Control")).isEqualTo("no-store");
        List<Mark> marks = marks(answer);
        unread.body().readAllBytes();
        JsonNode whole = read(get(place + "/marks"));
        assertThat(whole.path("complete").asBoolean()).isTrue();
        assertThat(marks(whole)).containsAll(marks);
        assertThat(marks(whole).getLast().until()).isEqualTo(10_000);
    }

    @Test
    void theTextIsKeptSealedAndGoesWithItsSound() {
        synthesize("A very private sentence about nothing at all.");
        String mine =
                """
                from spoken_text t join audio_segment s using (storage_key)
                join audio a on a.id = s.audio_id where a.account_id = :account
                """;
        List<String> sealed =
                jdbc.sql("select sealed " + mine)
                        .param("account", account)
                        .query(String.class)
                        .list();
        assertThat(sealed).hasSize(1).noneMatch(one -> one.contains("private"));
    }

    private long marksCalls() {
        return polly.callsSince(begunAt).stream().filter(TestPolly.Call::marks).count();
    }

    private static String place(HttpResponse<?> response) {
        assertThat(response.statusCode()).isEqualTo(200);
        return header(response, "Content-Location");
    }

    private static String part(String text, Mark mark) {
        int[] points = text.codePoints().toArray();
        return new String(points, mark.from(), mark.until() - mark.from());
    }

    private static List<Mark> marks(JsonNode answer) {
        List<Mark> marks = new ArrayList<>();
        for (JsonNode item : answer.path("items")) {
            marks.add(
                    new Mark(
                            item.path("type").asString(),
                            item.path("start_ms").asLong(),
                            item.path("end_ms").asLong(),
                            item.path("text_start").asInt(),
                            item.path("text_end").asInt(),
                            item.path("value").asString()));
        }
        return marks;
    }
}
