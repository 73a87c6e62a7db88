package app.feedtape.tts.ledger;

import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The provider's side: a row when a call is sent, a row when it is known what came of it. */
@Component
public class ProviderLedger {

    private static final String SENT =
            """
            insert into provider_call (id, audio_id, voice, engine, kind, characters)
            values (:id, :audio, :voice, :engine, 'audio', :characters)
            """;

    private static final String ENDED =
            """
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

    /** A call is about to be sent. */
    public void sent(UUID callId, UUID audioId, SegmentKey segment, int characters) {
        jdbc.sql(SENT)
                .param("id", callId)
                .param("audio", audioId)
                .param("voice", segment.voice())
                .param("engine", segment.engine())
                .param("characters", characters)
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
