package app.feedtape.tts.marks;

import app.feedtape.tts.audio.SpeechKeys;
import app.feedtape.tts.marks.SpeechMark.Kind;
import app.feedtape.web.idempotency.SealedAnswers;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.util.function.SingletonSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What each stored sound says, sealed, and its marks once somebody wanted them. A row goes with its
 * sound.
 */
@Component
public class SpokenTexts {

    private static final String CONTEXT = "spoken text";

    private static final String REMEMBER =
            """
            insert into spoken_text (storage_key, sealed) values (:key, :sealed)
            on conflict (storage_key) do nothing
            """;

    private static final String FIND =
            "select storage_key, sealed, marks::text as marks from spoken_text where storage_key = any(:keys)";

    private static final String TRY_CLAIM =
            """
            update spoken_text set asker = :asker, asked_until = app_now() + interval '10 seconds'
            where storage_key = :key and marks is null and (asked_until is null or asked_until < app_now())
            """;

    private static final String GIVE_UP =
            """
            update spoken_text set asker = null, asked_until = null
            where storage_key = :key and asker = :asker
            """;

    private static final String MARK =
            """
            update spoken_text set marks = cast(:marks as jsonb), asker = null, asked_until = null
            where storage_key = :key and marks is null
            """;

    private static final String WAS_READ =
            "select exists (select from audio where id = :audio and marked_at is not null)";

    private static final String READ =
            "update audio set marked_at = app_now() where id = :audio and marked_at is null";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final Supplier<SealedAnswers> sealing;

    SpokenTexts(JdbcClient jdbc, JsonMapper json, SpeechKeys keys) {
        this.jdbc = jdbc;
        this.json = json;
        this.sealing = SingletonSupplier.of(() -> new SealedAnswers(keys.derived(CONTEXT)));
    }

    /**
     * The text of a stored sound.
     *
     * @param marks null until they were asked for
     */
    record Spoken(String text, @Nullable List<SpeechMark> marks) {}

    /** This sound, which is stored, says that. */
    public void remember(String storageKey, String text) {
        jdbc.sql(REMEMBER)
                .param("key", storageKey)
                .param("sealed", sealed(storageKey, text))
                .update();
    }

    /** What is kept of the text of this sound, for the statement that records both. */
    public String sealed(String storageKey, String text) {
        return sealing.get().seal(storageKey, CONTEXT, text);
    }

    /** Those of these sounds whose text is known. */
    Map<String, Spoken> find(Collection<String> storageKeys) {
        Map<String, Spoken> found = new HashMap<>();
        jdbc.sql(FIND)
                .param("keys", storageKeys.toArray(String[]::new))
                .query((row, n) -> {
                    String key = row.getString("storage_key");
                    String text = sealing.get().open(key, CONTEXT, row.getString("sealed"));
                    return found.put(key, new Spoken(text, read(row.getString("marks"))));
                })
                .list();
        return found;
    }

    /** Whether its account has read along with this listening before. */
    boolean wasRead(UUID audioId) {
        return jdbc.sql(WAS_READ).param("audio", audioId).query(Boolean.class).single();
    }

    void noteRead(UUID audioId) {
        jdbc.sql(READ).param("audio", audioId).update();
    }

    /** Takes it upon the asker to find the marks out; false when somebody is at it, or has them. */
    boolean tryClaim(String storageKey, UUID asker) {
        return jdbc.sql(TRY_CLAIM).param("key", storageKey).param("asker", asker).update() == 1;
    }

    /** They are not to be had; whoever comes next may try. */
    void giveUp(String storageKey, UUID asker) {
        jdbc.sql(GIVE_UP).param("key", storageKey).param("asker", asker).update();
    }

    /** Keeps the marks; those kept first stay. */
    void mark(String storageKey, List<SpeechMark> marks) {
        jdbc.sql(MARK).param("key", storageKey).param("marks", write(marks)).update();
    }

    private String write(List<SpeechMark> marks) {
        return json.writeValueAsString(
                marks.stream()
                        .map(mark ->
                                List.of(
                                        mark.kind().ordinal(),
                                        mark.millis(),
                                        mark.start(),
                                        mark.end()))
                        .toList());
    }

    private @Nullable List<SpeechMark> read(@Nullable String marks) {
        return marks == null
                ? null
                : StreamSupport.stream(json.readTree(marks).spliterator(), false)
                        .map(SpokenTexts::read)
                        .toList();
    }

    private static SpeechMark read(JsonNode mark) {
        return new SpeechMark(
                Kind.values()[mark.get(0).intValue()],
                mark.get(1).intValue(),
                mark.get(2).intValue(),
                mark.get(3).intValue());
    }
}
