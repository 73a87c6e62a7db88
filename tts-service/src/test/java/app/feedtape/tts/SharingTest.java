package app.feedtape.tts;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import app.feedtape.test.TestIdentity;
import app.feedtape.test.TestToken;
import app.feedtape.tts.audio.AudioErasure;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.transaction.support.TransactionTemplate;

/** The sound of public texts is made once; nobody learns whether somebody else has heard it. */
class SharingTest extends SpeechServiceTest {

    @Autowired MeterRegistry metrics;

    @Autowired AudioErasure erasure;

    @Autowired TransactionTemplate transaction;

    /** A text of which no sentence is in another: equal segments of public texts are shared. */
    private static String text(int characters) {
        String name = UUID.randomUUID().toString();
        return prose(characters * 2).replace("quick brown", name).substring(0, characters - 1)
                + ".";
    }

    private HttpResponse<byte[]> synthesizeAs(UUID listener, String text) {
        token = TestIdentity.shared().accessToken().account(listener);
        return synthesize(text);
    }

    private int calls() {
        return polly.callsSince(begunAt).size();
    }

    private double handedOutSlowly() {
        return metrics.counter("feedtape.speech.shared").count();
    }

    @Test
    void aPublicTextIsSpokenOnceForEverybodyAndEachPaysHisOwn() {
        String text = text(1_200);
        publish(text);
        HttpResponse<byte[]> first = synthesize(text);
        int calls = calls();
        double before = handedOutSlowly();
        UUID other = UUID.randomUUID();
        HttpResponse<byte[]> second = synthesizeAs(other, text);

        assertThat(calls).isPositive();
        assertThat(calls()).isEqualTo(calls);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(header(first, "X-Characters-Charged")).isEqualTo("1200");
        assertThat(header(second, "X-Characters-Charged")).isEqualTo("1200");
        assertThat(charactersUsed()).isEqualTo(1_200);
        assertThat(handedOutSlowly() - before).isEqualTo(calls);
    }

    @Test
    void nothingInTheAnswerTellsThatSomebodyElseHasHeardIt() {
        String heard = text(800);
        String unheard = text(800);
        publish(heard);
        publish(unheard);
        synthesize(heard);
        HttpResponse<byte[]> second = synthesizeAs(UUID.randomUUID(), heard);
        HttpResponse<byte[]> fresh = synthesizeAs(UUID.randomUUID(), unheard);

        assertThat(names(second)).isEqualTo(names(fresh));
        assertThat(header(second, "X-Duration-Exact")).isEqualTo("false");
        for (String same :
                List.of(
                        "X-Duration-Exact",
                        "X-Characters-Charged",
                        "X-Usage-Remaining",
                        "X-Character-Count",
                        "Cache-Control",
                        "Vary")) {
            assertThat(header(second, same)).as(same).isEqualTo(header(fresh, same));
        }
    }

    private static Set<String> names(HttpResponse<?> response) {
        return new TreeSet<>(response.headers().map().keySet());
    }

    @Test
    void tagsAndIdsAreTheAccountsOwnAndSoIsTheReceipt() {
        String text = text(600);
        publish(text);
        HttpResponse<byte[]> first = synthesize(text);
        HttpResponse<byte[]> second = synthesizeAs(UUID.randomUUID(), text);
        assertThat(header(second, "ETag")).isNotEqualTo(header(first, "ETag"));
        assertThat(header(second, "Content-Location"))
                .isNotEqualTo(header(first, "Content-Location"));
        assertThat(get(header(first, "Content-Location")).statusCode()).isEqualTo(404);
        assertThat(
                        read(get(header(second, "Content-Location") + "/receipt"))
                                .path("charged")
                                .asLong())
                .isEqualTo(600);
    }

    @Test
    void aTextsTagDoesNotTellThatItHasBecomePublic() {
        String text = text(500);
        UUID listener = UUID.randomUUID();
        String before = header(synthesizeAs(listener, text), "ETag");
        publish(text);
        assertThat(header(synthesizeAs(listener, text), "ETag")).isEqualTo(before);
    }

    @Test
    void ownReplaysAreNotSlowedDownAndTheirLengthIsKnown() {
        String text = text(700);
        publish(text);
        synthesize(text);
        UUID other = UUID.randomUUID();
        synthesizeAs(other, text);
        double before = handedOutSlowly();
        HttpResponse<byte[]> again = synthesizeAs(other, text);

        assertThat(handedOutSlowly()).isEqualTo(before);
        assertThat(header(again, "X-Duration-Exact")).isEqualTo("true");
        assertThat(header(again, "X-Characters-Charged")).isEqualTo("0");
    }

    @Test
    void whatOthersReadAlongIsHandedOutSlowlyToEachAccountOnce() {
        String text = text(1_200);
        publish(text);
        String mine = header(synthesize(text), "Content-Location") + "/marks";
        assertThat(marksHandedOutSlowly(mine)).as("the first asks itself").isZero();
        assertThat(marksHandedOutSlowly(mine)).as("its own again").isZero();
        long asked = marksCalls();
        String theirs =
                header(synthesizeAs(UUID.randomUUID(), text), "Content-Location") + "/marks";
        assertThat(marksHandedOutSlowly(theirs)).as("somebody else's").isEqualTo(asked);
        assertThat(marksHandedOutSlowly(theirs)).as("the same again").isZero();
        assertThat(marksCalls()).isEqualTo(asked);
    }

    private double marksHandedOutSlowly(String place) {
        double before = metrics.counter("feedtape.marks.shared").count();
        assertThat(get(place).statusCode()).isEqualTo(200);
        return metrics.counter("feedtape.marks.shared").count() - before;
    }

    private long marksCalls() {
        return polly.callsSince(begunAt).stream().filter(TestPolly.Call::marks).count();
    }

    @Test
    void aTextThatNobodyPublishedIsSpokenForEachAlone() {
        String text = text(400);
        synthesize(text);
        int calls = calls();
        synthesizeAs(UUID.randomUUID(), text);
        assertThat(calls()).isEqualTo(2 * calls);
    }

    @Test
    void partOfAPublicTextIsNotPublic() {
        String text = text(900);
        publish(text);
        synthesize(text);
        int calls = calls();
        synthesizeAs(UUID.randomUUID(), text + " And a word of mine.");
        assertThat(calls()).isGreaterThan(calls);
    }

    @Test
    void whatAListenerHasStaysWhereItIsWhenItsTextBecomesPublic() {
        String text = text(600);
        UUID listener = UUID.randomUUID();
        byte[] first = synthesizeAs(listener, text).body();
        int calls = calls();
        publish(text);
        HttpResponse<byte[]> again = synthesizeAs(listener, text);
        assertThat(again.body()).isEqualTo(first);
        assertThat(calls()).isEqualTo(calls);
    }

    @Test
    void whatAListenerHasStaysWhereItIsWhenItsTextIsPublicNoLonger() {
        String text = text(600);
        UUID listener = UUID.randomUUID();
        publish(text);
        byte[] first = synthesizeAs(listener, text).body();
        int calls = calls();
        jdbc.sql("delete from public_text").update();
        assertThat(synthesizeAs(listener, text).body()).isEqualTo(first);
        assertThat(calls()).isEqualTo(calls);
        synthesizeAs(UUID.randomUUID(), text);
        assertThat(calls()).isEqualTo(2 * calls);
    }

    @Test
    void twentyAtOnceHearOneVoiceAndPayTwentyTimes() throws Exception {
        String text = text(300);
        publish(text);
        List<UUID> listeners = Stream.generate(UUID::randomUUID).limit(20).toList();
        List<HttpRequest> requests =
                listeners.stream()
                        .map(listener -> TestIdentity.shared().accessToken().account(listener))
                        .map(theirs -> requestOf(theirs, text))
                        .toList();
        try (ExecutorService threads = Executors.newFixedThreadPool(20)) {
            List<Callable<HttpResponse<byte[]>>> all =
                    requests.stream()
                            .<Callable<HttpResponse<byte[]>>>map(one -> () -> send(one))
                            .toList();
            for (Future<HttpResponse<byte[]>> answer : threads.invokeAll(all)) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
                assertThat(header(answer.get(), "X-Characters-Charged")).isEqualTo("300");
            }
        }
        assertThat(polly.callsSince(begunAt).stream().mapToInt(TestPolly.Call::characters).sum())
                .isEqualTo(300);
    }

    private HttpRequest requestOf(TestToken theirs, String text) {
        token = theirs;
        return synthesizing(body(text).toString());
    }

    @Test
    void whoIsErasedTakesHisOwnSoundAlongAndLeavesWhatOthersHear() {
        String open = text(500);
        publish(open);
        UUID gone = UUID.randomUUID();
        UUID stays = UUID.randomUUID();
        synthesizeAs(gone, open);
        String alone = text(500);
        synthesizeAs(gone, alone);
        HttpResponse<byte[]> heard = synthesizeAs(stays, open);
        List<String> mine = soundOf(gone);
        List<String> shared = soundOf(stays);

        transaction.executeWithoutResult(ignored -> erasure.erase(gone));

        assertThat(get(header(heard, "Content-Location")).body()).isEqualTo(heard.body());
        assertThat(soundOf(stays)).isEqualTo(shared);
        assertThat(mine).hasSizeGreaterThan(shared.size());
        mine.removeAll(shared);
        await().atMost(20, SECONDS).until(() -> stored(mine) == 0);
    }

    private List<String> soundOf(UUID listener) {
        return jdbc.sql(
                        """
                        select storage_key from audio_segment join audio on audio.id = audio_id
                        where audio.account_id = :listener order by storage_key
                        """)
                .param("listener", listener)
                .query(String.class)
                .list();
    }

    private int stored(List<String> keys) {
        return jdbc.sql("select count(*) from stored_segment where storage_key = any(:keys)")
                .param("keys", keys.toArray(String[]::new))
                .query(Integer.class)
                .single();
    }
}
