package app.feedtape.localstack.launcher.admin;

import app.feedtape.localstack.launcher.admin.Reports.Report;
import app.feedtape.localstack.launcher.client.Operator;
import app.feedtape.localstack.launcher.settings.Room;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** Notifications of stores that could not be applied, and what an operator does about them. */
final class StoreEvents {
    private static final String ADDRESS = "/internal/store-events";

    private StoreEvents() {}

    static Report list(Operator operator) {
        var answer = Operator.done(operator.at(Room.BILLING).get(ADDRESS));
        var events =
                StreamSupport.stream(answer.path("items").spliterator(), false)
                        .map(StoreEvents::line)
                        .collect(Collectors.joining("\n"));
        return new Report(true, answer, events.isEmpty() ? "Everything was applied." : events);
    }

    /** {@code retry} or {@code settle}. */
    static Report order(Operator operator, String order, String id, String reason) {
        var answer =
                Operator.done(
                        operator.at(Room.BILLING)
                                .post(
                                        "%s/%s/%s"
                                                .formatted(
                                                        ADDRESS,
                                                        URLEncoder.encode(
                                                                id, StandardCharsets.UTF_8),
                                                        order),
                                        Map.of("reason", reason)));
        return new Report(true, answer, line(answer));
    }

    private static String line(JsonNode event) {
        return "%s  %-8s %s %s, about %s, since %s: %s"
                .formatted(
                        event.path("id").asString(""),
                        event.path("state").asString(""),
                        event.path("event_id").asString(""),
                        event.path("type").asString(""),
                        event.path("reference").asString(""),
                        event.path("received_at").asString(""),
                        event.path("reason").asString("it is read now"));
    }
}
