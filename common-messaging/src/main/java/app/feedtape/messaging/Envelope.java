package app.feedtape.messaging;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * CloudEvents 1.0, Kafka protocol binding, binary content mode: the attributes of a fact as record
 * headers.
 *
 * @param id unique for good; consumers count an id once
 * @param type name of the fact on the wire
 * @param source the service that says it
 * @param time when it became true, by that service's clock
 */
public record Envelope(
        UUID id,
        String type,
        String source,
        Instant time,
        @Nullable String traceparent,
        @Nullable String requestId) {

    public static final String ID = "ce_id";
    public static final String TYPE = "ce_type";
    public static final String SOURCE = "ce_source";
    public static final String TIME = "ce_time";
    public static final String SPEC_VERSION = "ce_specversion";
    public static final String TRACEPARENT = "traceparent";
    public static final String REQUEST_ID = "request_id";
    public static final String CONTENT_TYPE = "content-type";

    /** Puts the attributes on a record. */
    public void write(Headers headers) {
        put(headers, SPEC_VERSION, "1.0");
        put(headers, ID, id.toString());
        put(headers, TYPE, type);
        put(headers, SOURCE, source);
        put(headers, TIME, time.toString());
        put(headers, CONTENT_TYPE, "application/json");
        if (traceparent != null) {
            put(headers, TRACEPARENT, traceparent);
        }
        if (requestId != null) {
            put(headers, REQUEST_ID, requestId);
        }
    }

    /**
     * Reads the attributes of a record.
     *
     * @throws MalformedFact when a required one is missing or unreadable
     */
    public static Envelope read(Headers headers) {
        try {
            return new Envelope(
                    UUID.fromString(require(headers, ID)),
                    require(headers, TYPE),
                    require(headers, SOURCE),
                    Instant.parse(require(headers, TIME)),
                    text(headers, TRACEPARENT),
                    text(headers, REQUEST_ID));
        } catch (IllegalArgumentException | DateTimeException unreadable) {
            throw new MalformedFact("unreadable envelope", unreadable);
        }
    }

    /** The type of a record, if it says one. */
    public static @Nullable String typeOf(Headers headers) {
        return text(headers, TYPE);
    }

    private static String require(Headers headers, String name) {
        String value = text(headers, name);
        if (value == null || value.isBlank()) {
            throw new MalformedFact("no " + name);
        }
        return value;
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null
                ? null
                : new String(header.value(), StandardCharsets.UTF_8);
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
