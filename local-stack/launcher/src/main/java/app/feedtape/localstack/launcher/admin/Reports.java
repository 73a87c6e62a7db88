package app.feedtape.localstack.launcher.admin;

import app.feedtape.localstack.launcher.Refused;
import app.feedtape.localstack.launcher.client.Operator;
import app.feedtape.localstack.launcher.settings.Room;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** What the longer orders came to, in words that say whether all is well. */
record Reports(Operator operator) {

    /**
     * An order that was carried out.
     *
     * @param json what `--json` prints
     * @param text what people read
     */
    record Report(boolean good, Object json, String text) {}

    Report ledger() {
        var report = Operator.done(operator.at(Room.TTS).post("/internal/ledger/verify", null));
        boolean adds = report.path("ok").asBoolean(false);
        var text = new ArrayList<String>();
        text.add(
                adds
                        ? "The ledger adds up: %d characters committed on %d days of listeners, %d holds open."
                                .formatted(
                                        report.path("committed_characters").asLong(0),
                                        report.path("days").asLong(0),
                                        report.path("open_holds").asLong(0))
                        : "The ledger does NOT add up:");
        for (JsonNode each : report.path("differences")) {
            text.add(
                    "  %s: counter says %s, entries say %s"
                            .formatted(
                                    each.path("what").asString(""),
                                    each.path("counter").asString(""),
                                    each.path("entries").asString("")));
        }
        text.add("Calls to the provider (characters it accepted):");
        for (JsonNode day : report.path("provider")) {
            text.add(
                    "  %s %-10s %d in %d calls, %d stored, %d wasted, %d calls of unknown outcome"
                            .formatted(
                                    day.path("day").asString(""),
                                    day.path("engine").asString(""),
                                    day.path("accepted_characters").asLong(0),
                                    day.path("calls").asLong(0),
                                    day.path("stored_characters").asLong(0),
                                    day.path("wasted_characters").asLong(0),
                                    day.path("calls_of_unknown_outcome").asLong(0)));
        }
        boolean agrees = statement(report.path("provider_statement"), text);
        return new Report(adds && agrees, report, String.join("\n", text));
    }

    /** A statement that is not to be had verifies nothing. */
    private static boolean statement(JsonNode statement, List<String> text) {
        String verdict = statement.path("verdict").asString("");
        text.add(
                switch (verdict) {
                    case "agrees" -> "The provider's own figures agree:";
                    case "differs" -> "The provider's own figures DIFFER:";
                    default ->
                            "The provider's own figures are not to be had: "
                                    + statement.path("why").asString("");
                });
        for (JsonNode day : statement.path("days")) {
            if (day.path("most_characters").asLong(0) > 0 || !day.path("agrees").asBoolean(true)) {
                text.add(
                        "  %s ours %d to %d, the provider says %s%s"
                                .formatted(
                                        day.path("day").asString(""),
                                        day.path("least_characters").asLong(0),
                                        day.path("most_characters").asLong(0),
                                        day.path("provider_says").asString("nothing"),
                                        day.path("agrees").asBoolean(true) ? "" : "  <- differs"));
            }
        }
        return verdict.equals("agrees");
    }

    /** Why somebody was refused, and what would let the same request in. */
    Report decision(String id) {
        var told = operator.decision(id);
        var text = new ArrayList<String>();
        text.add(
                "%s (%s) by %s at %s, about %s"
                        .formatted(
                                word(told, "code"),
                                word(told, "status"),
                                word(told, "decided_by"),
                                word(told, "decided_at"),
                                told.has("account_id")
                                        ? "account " + word(told, "account_id")
                                        : "nobody signed in"));
        text.add(
                "Rule %s, plan %s: %s used, %s held, limit %s, %s requested"
                        .formatted(
                                word(told, "rule"),
                                word(told, "plan"),
                                word(told, "used"),
                                word(told, "held"),
                                word(told, "limit"),
                                word(told, "requested")));
        text.add(wayIn(told));
        return new Report(true, told, String.join("\n", text));
    }

    private static String wayIn(JsonNode told) {
        var ways = new ArrayList<String>();
        if (told.path("unlock").isObject()) {
            ways.add("plan " + word(told.path("unlock"), "plan"));
        }
        if (told.hasNonNull("retry_at")) {
            ways.add("asking again after " + word(told, "retry_at"));
        }
        if (told.hasNonNull("resets_at")) {
            ways.add("all of the limit is there again at " + word(told, "resets_at"));
        }
        return ways.isEmpty()
                ? "Unlocked by nothing: neither a plan nor time changes it."
                : "Unlocked by: " + String.join("; ", ways);
    }

    private static String word(JsonNode told, String member) {
        return told.hasNonNull(member) ? told.path(member).asString() : "-";
    }

    Report signingKey() {
        var answer =
                Operator.done(operator.at(Room.AUTH).post("/internal/signing-keys/rotate", null));
        return new Report(
                true,
                answer,
                "Key %s signs from now on; tokens of the one before stay good until they expire."
                        .formatted(answer.path("signs").asString("")));
    }

    Report readModel() {
        var answer =
                Operator.done(operator.at(Room.ADMIN).post("/internal/read-model/rebuild", null));
        return new Report(
                true,
                answer,
                "The read model was made anew from the topics: %d rows."
                        .formatted(answer.path("rows").asLong(0)));
    }

    /** Each purchase, and below it what it was and what made us look. */
    Report purchases(String email) {
        var answer = operator.purchases(email);
        var text = new ArrayList<String>();
        for (JsonNode each : answer.path("items")) {
            text.add(
                    "%s %s: %s, %s%s"
                            .formatted(
                                    each.path("store").asString(""),
                                    each.path("original_id").asString(""),
                                    each.path("plan").asString(""),
                                    each.path("status").asString(""),
                                    end(each)));
            for (JsonNode change : each.path("history")) {
                text.add(
                        "  %s  %-9s %-10s %s"
                                .formatted(
                                        change.path("recorded_at").asString(""),
                                        change.path("plan").asString(""),
                                        change.path("status").asString(""),
                                        change.path("cause").asString("")));
            }
        }
        return new Report(true, answer, text.isEmpty() ? "Nothing." : String.join("\n", text));
    }

    private static String end(JsonNode purchase) {
        for (String name : List.of("cancel_at", "current_period_end", "trial_ends_at")) {
            var end = purchase.path(name).asString("");
            if (!end.isEmpty()) {
                return " until " + end;
            }
        }
        return "";
    }

    Report cleared(String email, List<String> scopes) {
        var answer = operator.clearLimits(email, scopes);
        var names =
                StreamSupport.stream(answer.path("cleared").spliterator(), false)
                        .map(JsonNode::stringValue)
                        .collect(Collectors.joining(", "));
        return new Report(true, answer, "%s begins anew in: %s".formatted(email, names));
    }

    /**
     * Every service that hears facts is asked; one that does not answer does not stop the others.
     */
    Report replay(String topic) {
        Map<String, Object> services = new LinkedHashMap<>();
        var text = new ArrayList<String>();
        boolean good = true;
        for (Room room : Room.values()) {
            if (room.schema().isEmpty()) {
                continue;
            }
            try {
                var answer = operator.replay(room, topic);
                long refused = answer.path("refused").asLong(0);
                good &= refused == 0;
                services.put(room.service(), answer);
                text.add(
                        "%-16s %d handled, %d refused again"
                                .formatted(
                                        room.service(), answer.path("handled").asLong(0), refused));
            } catch (Refused refused) {
                good = false;
                services.put(room.service(), Map.of("error", String.valueOf(refused.getMessage())));
                text.add("%-16s %s".formatted(room.service(), refused.getMessage()));
            }
        }
        return new Report(
                good, Map.of("topic", topic, "services", services), String.join("\n", text));
    }
}
