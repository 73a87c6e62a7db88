package app.feedtape.billing.endpoint;

import app.feedtape.web.time.TimeOrderedIds;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes down what is to be told to whom, in the transaction that notes the fact: once per event
 * and endpoint, however often the fact comes.
 */
@Service
class EventIntake {

    private static final String WANTED =
            """
            select exists (select from endpoint where payer_id = :payer and :type = any(event_types)
                and (:account::uuid is null or account_id = :account) and created_at <= :occurred)
            """;

    private static final String RECORD =
            """
            insert into endpoint_event (id, payer_id, account_id, type, cause, body)
            values (:id, :payer, :account, :type, :cause, :body)
            on conflict on constraint endpoint_event_once do nothing
            """;

    /** What a disabled endpoint misses is noted, so that its owner can have it replayed. */
    private static final String DELIVER =
            """
            insert into endpoint_delivery (id, endpoint_id, event_id, state, settled_at)
            select uuidv7(), e.id, :event, case when e.enabled then 'pending' else 'skipped' end,
                case when e.enabled then null else app_now() end
            from endpoint e where e.payer_id = :payer and :type = any(e.event_types)
                and (:account::uuid is null or e.account_id = :account) and e.created_at <= :occurred
            for key share of e
            """;

    private static final String DELIVER_TO_ONE =
            """
            insert into endpoint_delivery (id, endpoint_id, event_id, state) values (:id, :endpoint, :event, 'pending')
            """;

    private final JdbcClient jdbc;
    private final EndpointPermission permission;
    private final TimeOrderedIds ids;
    private final JsonMapper json;

    EventIntake(
            JdbcClient jdbc, EndpointPermission permission, TimeOrderedIds ids, JsonMapper json) {
        this.jdbc = jdbc;
        this.permission = permission;
        this.ids = ids;
        this.json = json;
    }

    /** What is sent; the id is the one in the header {@code webhook-id}. */
    private record Message(
            @JsonProperty("id") String id,
            @JsonProperty("type") String type,
            @JsonProperty("version") int version,
            @JsonProperty("timestamp") Instant timestamp,
            @JsonProperty("data") Object data) {}

    /** Tells every endpoint that wants to know, and was there when it happened. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void take(CustomerEvent event) {
        if (!isWanted(event) || event.type().needsPlan() && !permission.allows(event.payerId())) {
            return;
        }
        UUID id = ids.next();
        if (record(id, event)) {
            jdbc.sql(DELIVER)
                    .param("event", id)
                    .param("payer", event.payerId())
                    .param("account", event.accountId())
                    .param("type", event.type().wireName())
                    .param("occurred", event.occurredAt().atOffset(ZoneOffset.UTC))
                    .update();
        }
    }

    /** Tells this endpoint alone; answers the id of the delivery. */
    @Transactional(propagation = Propagation.MANDATORY)
    public UUID take(CustomerEvent event, UUID endpointId) {
        UUID id = ids.next();
        UUID delivery = ids.next();
        record(id, event);
        jdbc.sql(DELIVER_TO_ONE)
                .param("id", delivery)
                .param("endpoint", endpointId)
                .param("event", id)
                .update();
        return delivery;
    }

    private boolean isWanted(CustomerEvent event) {
        return jdbc.sql(WANTED)
                .param("payer", event.payerId())
                .param("account", event.accountId())
                .param("type", event.type().wireName())
                .param("occurred", event.occurredAt().atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
    }

    private boolean record(UUID id, CustomerEvent event) {
        return jdbc.sql(RECORD)
                        .param("id", id)
                        .param("payer", event.payerId())
                        .param("account", event.accountId())
                        .param("type", event.type().wireName())
                        .param("cause", event.cause())
                        .param("body", body(id, event))
                        .update()
                == 1;
    }

    private String body(UUID id, CustomerEvent event) {
        return json.writeValueAsString(
                new Message(
                        wireId(id),
                        event.type().wireName(),
                        event.type().version(),
                        event.occurredAt(),
                        event.data()));
    }

    /** As receivers see the id of an event. */
    static String wireId(UUID eventId) {
        return "evt_" + eventId;
    }
}
