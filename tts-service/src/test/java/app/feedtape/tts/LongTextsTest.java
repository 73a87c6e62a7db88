package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts at the limits, of the sort that is hard to cut: every character is spoken once. */
class LongTextsTest extends SpeechServiceTest {

    private static final String FAMILY = "👨\u200d👩\u200d👧\u200d👦";

    @ParameterizedTest
    @CsvSource({"3000, 4", "3001, 4", "6000, 5", "9999, 7", "10000, 7"})
    void withoutASpaceItIsCutWhereItMustAndNowhereElse(int length, int calls) {
        List<String> spoken = spokenOf("a".repeat(length));
        assertThat(spoken).hasSize(calls);
        assertThat(String.join("", spoken)).isEqualTo("a".repeat(length));
    }

    @ParameterizedTest
    @ValueSource(ints = {3_000, 3_001, 6_000, 9_999, 10_000})
    void aPairOfSurrogatesIsNeverTorn(int length) {
        String text = "a😀".repeat(length / 2) + "a".repeat(length % 2);
        List<String> spoken = spokenOf(text);
        assertThat(spoken).allMatch(piece -> piece.replace("a", "").replace("😀", "").isEmpty());
        assertThat(String.join("", spoken)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(ints = {3_000, 3_001, 6_000, 9_999, 10_000})
    void aJoinedSequenceIsNeverTorn(int length) {
        String one = "b" + FAMILY;
        String text = one.repeat(length / 8) + "b".repeat(length % 8);
        List<String> spoken = spokenOf(text);
        assertThat(spoken).allMatch(piece -> piece.replace(FAMILY, "").replace("b", "").isEmpty());
        assertThat(String.join("", spoken)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "😀", "b" + FAMILY})
    void oneCharacterMoreThanTenThousandIs413AndFree(String one) {
        String text = one.repeat(10_000 / one.codePointCount(0, one.length()) + 1);
        assertThat(error(synthesize(text))).isEqualTo("413 TEXT_TOO_LONG");
        assertThat(charactersUsed()).isZero();
        assertThat(polly.callsSince(begunAt)).isEmpty();
    }

    /** The pieces as the provider got them, sorted as they stand in the text. */
    private List<String> spokenOf(String text) {
        int length = text.codePointCount(0, text.length());
        HttpResponse<byte[]> heard = synthesize(body(text).put("content_type", "text"));
        assertThat(heard.statusCode()).isEqualTo(200);
        assertThat(header(heard, "X-Character-Count")).isEqualTo("" + length);
        List<TestPolly.Call> calls = polly.callsSince(begunAt);
        assertThat(calls)
                .allSatisfy(call -> assertThat(call.characters()).isBetween(1, 3_000))
                .allSatisfy(call -> assertThat(call.status()).isEqualTo(200));
        return told(text, calls.stream().map(TestPolly.Call::text).collect(Collectors.toSet()));
    }

    /** Equal pieces are asked for once; the dry run knows their order. */
    private List<String> told(String text, Set<String> asked) {
        List<String> pieces =
                read(send(
                                request("/api/tts/synthesize?dry_run=true")
                                        .header("Content-Type", "application/json")
                                        .POST(
                                                HttpRequest.BodyPublishers.ofString(
                                                        body(text)
                                                                .put("content_type", "text")
                                                                .toString()))
                                        .build()))
                        .path("segments")
                        .valueStream()
                        .map(piece -> piece.path("text").asString())
                        .toList();
        assertThat(asked).containsExactlyInAnyOrderElementsOf(Set.copyOf(pieces));
        return pieces;
    }
}
