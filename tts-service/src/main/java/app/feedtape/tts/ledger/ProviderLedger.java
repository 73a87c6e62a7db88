package app.feedtape.tts.ledger;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The provider's side: a row when a call is sent, a row when it is known what came of it. */
@Component
public class ProviderLedger {

    /**
     * One call per sound at a time: whoever finds the sound stored, or somebody else's flight under
     * way, sends nothing. A flight that replaces a damaged object is another than the one that made
     * it.
     */
    private static final String TRY_SEND =
            """
            with flight as (
                insert into segment_flight as f (storage_key, call_id, replaces, lease_until)
                select :key, :id, cast(:damaged as text), app_now() + interval '5 seconds'
                where not exists (
                    select from stored_segment s
                    where s.storage_key = :key
                      and coalesce(s.object, s.storage_key) is distinct from cast(:damaged as text))
                on conflict (storage_key) do update
                   set call_id = excluded.call_id, replaces = excluded.replaces,
                       lease_until = excluded.lease_until
                 where f.lease_until <= app_now() or f.replaces is distinct from excluded.replaces
                returning f.call_id)
            insert into provider_call (id, audio_id, voice, engine, kind, characters)
            select call_id, :audio, :voice, :engine, 'audio', :characters from flight
            """;

    private static final String SENT_FOR_MARKS =
            """
            insert into provider_call (id, audio_id, voice, engine, kind, characters)
            values (:id, :audio, :voice, :engine, 'marks', :characters)
            """;

    private static final String ENDED =
            """
            with landed as (delete from segment_flight where call_id = :call)
            insert into provider_outcome (call_id, outcome, accepted_characters, provider_request_id)
            values (:call, :outcome, :characters, :request)
            on conflict (call_id) do nothing
            """;

    private final JdbcClient jdbc;

    ProviderLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What the provider did with a call. */
    public enum Outcome {
        /** Charged by the provider, and kept. */
        STORED,
        /** Charged by the provider, as far as it says, and of no use. */
        WASTED,
        /** Not charged. */
        REFUSED,
        /** No answer came, or none that says: charged or not, only the provider knows. */
        UNKNOWN
    }

    /**
     * A call about to be sent.
     *
     * @param storageKey of the sound it is for
     * @param damaged the object it is to replace, which could not be read
     */
    public record Sending(
            UUID callId,
            UUID audioId,
            SegmentKey segment,
            int characters,
            String storageKey,
            @Nullable String damaged) {}

    /**
     * A call is about to be sent.
     *
     * @return false when it must not: the sound is there, or somebody else is asking for it
     */
    public boolean trySend(Sending call) {
        return jdbc.sql(TRY_SEND)
                        .param("id", call.callId())
                        .param("audio", call.audioId())
                        .param("voice", call.segment().voice())
                        .param("engine", call.segment().engine())
                        .param("characters", call.characters())
                        .param("key", call.storageKey())
                        .param("damaged", call.damaged())
                        .update()
                == 1;
    }

    /** A call for the marks of a segment: charged by the provider, and to nobody. */
    public record MarksCall(
            UUID callId, UUID audioId, String voice, String engine, int characters) {}

    /** A call for marks is about to be sent. */
    public void sent(MarksCall call) {
        jdbc.sql(SENT_FOR_MARKS)
                .param("id", call.callId())
                .param("audio", call.audioId())
                .param("voice", call.voice())
                .param("engine", call.engine())
                .param("characters", call.characters())
                .update();
    }

    /**
     * A call has ended.
     *
     * @param acceptedCharacters what the provider says it charges
     */
    public void ended(
            UUID callId,
            Outcome outcome,
            int acceptedCharacters,
            @Nullable String providerRequestId) {
        jdbc.sql(ENDED)
                .param("call", callId)
                .param("outcome", outcome.name().toLowerCase(Locale.ROOT))
                .param("characters", acceptedCharacters)
                .param("request", providerRequestId)
                .update();
    }
}
