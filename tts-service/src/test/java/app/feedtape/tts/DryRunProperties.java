package app.feedtape.tts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.BeforeTry;
import org.springframework.test.context.TestContextManager;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Whatever is asked for, in whatever order: what a dry run tells is what is then charged, spoken or
 * refused, to the character.
 */
class DryRunProperties extends SpeechServiceTest {

    private static final int TIMES = Boolean.getBoolean("feedtape.test.full") ? 20 : 1;
    private static final long DAY = 700;

    private static final List<String> PIECES =
            List.of(
                    "The council decided yesterday that four hundred new trees will stand along the river. ",
                    "Der Rat beschloss gestern, vierhundert neue Bäume am Fluss entlang zu pflanzen. ",
                    "A line that is said again, word for word.\n",
                    "------------------------------\n",
                    "<p>Tom &amp; Jerry&#39;s caf\u00e9 is <b>not</b> &lt;5 km&gt; away.</p>",
                    "Read more at https://news.example.com/a/b?c=d and write to us. ",
                    "<table><tr><th>City</th><td>Rome</td></tr></table>",
                    "\ud83d\ude00 \ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67 e\u0301 ",
                    "\ud835\udc01\ud835\udc28\ud835\udc25\ud835\udc1d words. ",
                    "<script>x()</script>",
                    "Word ".repeat(60),
                    "unbroken".repeat(30) + " ");

    /** What somebody asks for; some of it may have been paid by what was asked for before. */
    record Ask(
            List<String> pieces,
            String language,
            String voice,
            String quality,
            String format,
            double speed) {}

    @BeforeTry
    void inTheServiceUnderTest() throws Exception {
        new TestContextManager(DryRunProperties.class).prepareTestInstance(this);
        someoneNew();
        quota(DAY);
    }

    @Provide
    Arbitrary<List<Ask>> asks() {
        Arbitrary<List<String>> texts = Arbitraries.of(PIECES).list().ofMinSize(1).ofMaxSize(5);
        return Combinators.combine(
                        texts,
                        Arbitraries.of("en", "auto", "de"),
                        Arbitraries.of("Joanna", "Joey", "Vicki"),
                        Arbitraries.frequency(Tuple.of(6, "standard"), Tuple.of(1, "neural")),
                        Arbitraries.of("mp3", "pcm", "ogg_opus"),
                        Arbitraries.of(1.0, 1.5))
                .as(Ask::new)
                .list()
                .ofMinSize(2 * TIMES)
                .ofMaxSize(4 * TIMES);
    }

    @Property(tries = 12, seed = "20261121")
    void whatIsToldIsThenCharged(@ForAll("asks") List<Ask> asks) {
        for (Ask ask : asks) {
            ObjectNode body = bodyOf(ask);
            HttpResponse<byte[]> told = preview(body);
            long before = charactersUsed();
            if (told.statusCode() == 200) {
                compare(read(told), body, before);
            } else {
                assertThat(error(synthesize(body))).isEqualTo(error(told));
                assertThat(charactersUsed()).isEqualTo(before);
            }
        }
    }

    private void compare(JsonNode told, ObjectNode body, long before) {
        int calls = polly.callsSince(begunAt).size();
        HttpResponse<byte[]> heard = synthesize(body);
        JsonNode refusal = told.path("would_be_refused");
        if (!refusal.isNull()) {
            assertThat(error(heard))
                    .isEqualTo(
                            refusal.path("status").asInt() + " " + refusal.path("code").asString());
            assertThat(charactersUsed()).isEqualTo(before);
            assertThat(polly.callsSince(begunAt)).hasSize(calls);
            return;
        }
        assertThat(heard.statusCode()).as(new String(heard.body())).isEqualTo(200);
        requireSame(told, heard, "character_count", "X-Character-Count");
        requireSame(told, heard, "characters_charged", "X-Characters-Charged");
        requireSame(told, heard, "remaining", "X-Usage-Remaining");
        requireSame(told, heard, "language", "X-Language-Detected");
        requireSame(told, heard, "voice", "X-Voice-Used");
        requireSame(told, heard, "voice_reason", "X-Voice-Reason");
        long charged = told.path("characters_charged").asLong();
        assertThat(charactersUsed() - before).isEqualTo(charged);
        assertThat(DAY - charactersUsed()).isEqualTo(told.path("remaining").asLong());
        String receipt = header(heard, "Content-Location") + "/receipt";
        assertThat(read(get(receipt)).path("charged").asLong()).isEqualTo(charged);
        JsonNode again = read(preview(body));
        assertThat(again.path("characters_charged").asLong()).isZero();
        assertThat(again.path("text")).isEqualTo(told.path("text"));
    }

    private static void requireSame(
            JsonNode told, HttpResponse<byte[]> heard, String member, String header) {
        assertThat(header(heard, header))
                .as(header)
                .isEqualTo(told.path(member).asString("(none)"));
    }

    private ObjectNode bodyOf(Ask ask) {
        return body(String.join("", ask.pieces()))
                .put("language", ask.language())
                .put("voice", ask.voice())
                .put("quality", ask.quality())
                .put("format", ask.format())
                .put("speed", ask.speed());
    }
}
