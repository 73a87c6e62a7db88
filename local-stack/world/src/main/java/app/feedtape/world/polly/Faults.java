package app.feedtape.world.polly;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Faults somebody ordered: the oldest one with calls left meets the next call. */
final class Faults {
    private final List<Order> orders = new ArrayList<>();

    enum Mode {
        /** 400 ThrottlingException. */
        THROTTLE,
        /** 500 ServiceFailureException. */
        ERROR,
        /** 403 ExpiredTokenException. */
        DENIED,
        /**
         * Silence for {@code ms} (default 60 s) after {@code after_bytes}, then the connection
         * ends.
         */
        STALL,
        /** The connection is broken after {@code after_bytes}. */
        CUT,
        /** The answer ends early but well-formed, after {@code after_bytes}. */
        SHORT,
        /** The answer waits {@code ms} (default 1 s) and is then as usual. */
        LATENCY,
        /** A byte every {@code ms} (default 1 s), for ever, after {@code after_bytes}. */
        TRICKLE,
        /** The answer says it has four million bytes, and ends when the voice does. */
        LENGTH,
        /** 200 and nothing. */
        EMPTY,
        /** 200 and a JSON error in place of sound. */
        JSON,
        /** 200 and a page of HTML in place of sound. */
        HTML,
        /** 400 TextLengthExceededException. */
        TOO_LONG,
        /** 400 InvalidSsmlException. */
        SSML,
        /** 400 LanguageNotSupportedException. */
        LANGUAGE,
        /** 400 EngineNotSupportedException. */
        ENGINE
    }

    /** What is to go wrong with one call; a refusal takes {@code ms} (default none). */
    record Fault(Mode mode, long ms, long afterBytes) {}

    /** A fault and how many calls it still meets; times -1 is until cleared. */
    record Order(String mode, int times, long ms, @JsonProperty("after_bytes") long afterBytes) {}

    synchronized void order(JsonNode json) {
        Mode mode = mode(json.get("mode"));
        int times = (int) number(json, "times", 1);
        long ms = number(json, "ms", usualMillis(mode));
        orders.add(new Order(mode.name(), times, ms, number(json, "after_bytes", 500)));
    }

    synchronized List<Order> list() {
        return List.copyOf(orders);
    }

    synchronized void clear() {
        orders.clear();
    }

    synchronized Optional<Fault> next() {
        if (orders.isEmpty()) {
            return Optional.empty();
        }
        Order order = orders.getFirst();
        if (order.times() > 1) {
            orders.set(
                    0, new Order(order.mode(), order.times() - 1, order.ms(), order.afterBytes()));
        } else if (order.times() >= 0) {
            orders.removeFirst();
        }
        return Optional.of(new Fault(Mode.valueOf(order.mode()), order.ms(), order.afterBytes()));
    }

    private static long usualMillis(Mode mode) {
        return switch (mode) {
            case LATENCY, TRICKLE -> 1_000;
            case STALL -> 60_000;
            default -> 0;
        };
    }

    private static Mode mode(@Nullable JsonNode name) {
        for (Mode mode : Mode.values()) {
            if (name != null
                    && name.isString()
                    && mode.name().equalsIgnoreCase(name.stringValue())) {
                return mode;
            }
        }
        throw PollyProblem.invalid(
                "mode is one of throttle, error, denied, stall, cut, short, latency, too_long, ssml,"
                        + " language, engine, trickle, length, empty, json, html");
    }

    private static long number(JsonNode json, String name, long otherwise) {
        JsonNode value = json.get(name);
        return value == null || !value.isNumber() ? otherwise : value.longValue();
    }
}
