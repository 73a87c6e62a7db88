package app.feedtape.world.clock;

import app.feedtape.world.web.Refusal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import tools.jackson.databind.JsonNode;

/** What a caller of {@code POST /clock} wants. */
sealed interface ClockMove {

    record Forward(Duration by) implements ClockMove {}

    /** Back to the machine's time: only for data that is thrown away at the same moment. */
    record Reset() implements ClockMove {}

    /**
     * Reads {@code {"advance": "P8D"}}, {@code {"set": "2027-01-31T23:59:58Z"}} or {@code {"reset":
     * true}}. Time only goes forward: rows already written carry the later time.
     */
    static ClockMove read(JsonNode body, Instant now) {
        if (body.path("reset").asBoolean(false)) {
            return new Reset();
        }
        Instant target = target(body, now);
        if (target.isBefore(now)) {
            throw new Refusal(409, "The clock only moves forward; it is " + now + " now.");
        }
        return new Forward(Duration.between(now, target));
    }

    private static Instant target(JsonNode body, Instant now) {
        try {
            if (body.path("advance").isString()) {
                return advance(body.path("advance").stringValue(), now);
            }
            if (body.path("set").isString()) {
                return Instant.parse(body.path("set").stringValue());
            }
        } catch (DateTimeException | ArithmeticException unreadable) {
            throw new Refusal(400, "That is no time: " + unreadable.getMessage());
        }
        throw new Refusal(
                400,
                "Send {\"advance\": \"P8D\"}, {\"set\": \"2027-01-31T23:59:58Z\"} or {\"reset\": true}.");
    }

    /** Days and shorter are exact; months and years follow the calendar. */
    private static Instant advance(String text, Instant now) {
        int time = text.indexOf('T');
        if (time >= 0 || text.endsWith("D") && !text.matches(".*[YMW].*")) {
            return now.plus(Duration.parse(text));
        }
        return now.atZone(ZoneOffset.UTC).plus(Period.parse(text)).toInstant();
    }
}
