package app.feedtape.tts.audio;

import app.feedtape.tts.audio.AudioAsset.Piece;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The table of sound in the storage. An object is at every moment either named by a row or listed
 * for removal: it is listed before it is written, and taken off the list in the transaction that
 * names it.
 */
@Component
@Transactional
public class StoredSounds {

    private static final String FIND =
            """
            select storage_key, coalesce(object, storage_key) as object, bytes, frames,
                   coalesce(samples, frames * 576::bigint) as samples, pre_skip, end_trim, sample_rate
            from stored_segment where storage_key = any(:keys)
            """;

    private static final String ANNOUNCE =
            """
            insert into discarded_object (object, not_before)
            values (:object, app_now() + interval '1 day') on conflict (object) do nothing
            """;

    /**
     * Keeps what is there from being removed while this transaction runs. Many listeners of the
     * same shared sound do not wait for each other here.
     */
    private static final String FIND_AND_HOLD =
            """
            select storage_key, coalesce(object, storage_key) as object, bytes, frames,
                   coalesce(samples, frames * 576::bigint) as samples, pre_skip, end_trim, sample_rate
            from stored_segment where storage_key = :key for key share
            """;

    private static final String RECORDED =
            """
            with recorded as (
                insert into stored_segment (storage_key, object, bytes, frames, samples, pre_skip,
                                            end_trim, sample_rate, heard_until)
                values (:key, :object, :bytes, :frames, :samples, :preSkip, :endTrim, :rate,
                        app_now() + interval '1 day')
                on conflict (storage_key) do nothing
                returning storage_key, object),
            named as (delete from discarded_object where object in (select object from recorded))
            """;

    private static final String TRY_RECORD = RECORDED + "select exists (select from recorded)";

    /**
     * What it says and what the provider charges for it are there with the sound, or not at all.
     */
    private static final String TRY_RECORD_DELIVERED =
            RECORDED
                    + """
                    , said as (
                        insert into spoken_text (storage_key, sealed)
                        select storage_key, :sealed from recorded on conflict (storage_key) do nothing),
                    charged as (
                        insert into provider_outcome
                            (call_id, outcome, accepted_characters, provider_request_id)
                        select :call, 'stored', :characters, :request from recorded
                        on conflict (call_id) do nothing)
                    select exists (select from recorded)
                    """;

    private static final String REPLACE =
            """
            update stored_segment set object = :object, bytes = :bytes, frames = :frames,
                   samples = :samples, pre_skip = :preSkip, end_trim = :endTrim, sample_rate = :rate,
                   take = take + 1
            where storage_key = :key and coalesce(object, storage_key) = :damaged
            """;

    /** They were of the take that is gone; whoever reads along has them asked for anew. */
    private static final String FORGET_MARKS =
            "update spoken_text set marks = null where storage_key = :key and marks is not null";

    private static final String NAMED = "delete from discarded_object where object = :object";

    private final JdbcClient jdbc;

    StoredSounds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Which of these are in the storage. */
    @Transactional(propagation = Propagation.SUPPORTS, readOnly = true)
    public List<Piece> list(List<String> storageKeys) {
        return jdbc.sql(FIND)
                .param("keys", storageKeys.toArray(String[]::new))
                .query(Piece.class)
                .list();
    }

    @Transactional(propagation = Propagation.SUPPORTS, readOnly = true)
    public Optional<Piece> find(String storageKey) {
        return list(List.of(storageKey)).stream().findFirst();
    }

    /** A name for an object about to be written; it is removed again unless it is recorded. */
    @Transactional(propagation = Propagation.SUPPORTS)
    public String announce() {
        // The form of a storage key, and as hard to guess.
        String object =
                (UUID.randomUUID().toString() + UUID.randomUUID().toString()).replace("-", "");
        announce(object);
        return object;
    }

    private void announce(String object) {
        jdbc.sql(ANNOUNCE).param("object", object).update();
    }

    /**
     * Sound is in the storage; it stays for a day, and for a month once it is paid.
     *
     * @param damaged the object it replaces, if that could not be read
     * @return where the sound of this key is: the first object recorded stays
     */
    public Piece record(String storageKey, String object, Sound sound, @Nullable String damaged) {
        if (damaged != null && tryReplace(storageKey, object, sound, damaged)) {
            announce(damaged);
            jdbc.sql(NAMED).param("object", object).update();
            jdbc.sql(FORGET_MARKS).param("key", storageKey).update();
        }
        return recordOrFind(storageKey, () -> tryRecord(storageKey, object, sound))
                .orElseGet(() -> piece(storageKey, object, sound));
    }

    /** Empty when it was recorded; else what was recorded before. */
    private Optional<Piece> recordOrFind(String storageKey, BooleanSupplier tryRecord) {
        while (!tryRecord.getAsBoolean()) {
            Optional<Piece> there = findAndHold(storageKey);
            if (there.isPresent()) {
                return there;
            }
        }
        return Optional.empty();
    }

    private static Piece piece(String storageKey, String object, Sound sound) {
        Extent extent = sound.extent();
        return new Piece(
                storageKey,
                object,
                sound.bytes().length,
                extent.frames(),
                extent.samples(),
                extent.preSkip(),
                extent.endTrim(),
                extent.sampleRate());
    }

    /**
     * Sound that was recorded stays while this transaction runs; what has been removed since is
     * recorded again.
     */
    public void hold(String storageKey, String object, Sound sound) {
        if (findAndHold(storageKey).isEmpty()) {
            record(storageKey, object, sound, null);
        }
    }

    /**
     * Where new sound comes from.
     *
     * @param sealedText what it says
     * @param acceptedCharacters what the provider says it charges
     */
    public record Origin(
            String sealedText,
            UUID callId,
            int acceptedCharacters,
            @Nullable String providerRequestId) {}

    /**
     * Records sound that has just been written, with what it says and what came of the call. The
     * flight of the call lands after that: whoever waited for the row of a flight does not see what
     * was recorded together with its end.
     *
     * @return empty when it is recorded; else the object that was recorded before: everybody hears
     *     that one
     */
    public Optional<String> recordNew(
            String storageKey, String object, Sound sound, Origin origin) {
        return recordOrFind(storageKey, () -> tryRecord(storageKey, object, sound, origin))
                .map(Piece::object);
    }

    private Optional<Piece> findAndHold(String storageKey) {
        return jdbc.sql(FIND_AND_HOLD).param("key", storageKey).query(Piece.class).optional();
    }

    private boolean tryRecord(String storageKey, String object, Sound sound) {
        return jdbc.sql(TRY_RECORD)
                .param("key", storageKey)
                .param("object", object)
                .params(columns(sound))
                .query(Boolean.class)
                .single();
    }

    private boolean tryRecord(String storageKey, String object, Sound sound, Origin origin) {
        return jdbc.sql(TRY_RECORD_DELIVERED)
                .param("key", storageKey)
                .param("object", object)
                .params(columns(sound))
                .param("sealed", origin.sealedText())
                .param("call", origin.callId())
                .param("characters", origin.acceptedCharacters())
                .param("request", origin.providerRequestId())
                .query(Boolean.class)
                .single();
    }

    private static Map<String, Object> columns(Sound sound) {
        Extent extent = sound.extent();
        return Map.of(
                "bytes", sound.bytes().length,
                "frames", extent.frames(),
                "samples", extent.samples(),
                "preSkip", extent.preSkip(),
                "endTrim", extent.endTrim(),
                "rate", extent.sampleRate());
    }

    private boolean tryReplace(String storageKey, String object, Sound sound, String damaged) {
        return jdbc.sql(REPLACE)
                        .param("key", storageKey)
                        .param("object", object)
                        .params(columns(sound))
                        .param("damaged", damaged)
                        .update()
                == 1;
    }
}
