package app.feedtape.billing.catalogue;

import app.feedtape.web.problem.Refusal;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What an operator wants changed of a plan. Only what is named changes, and null is said where
 * unlimited is meant: nothing becomes unlimited by being forgotten.
 *
 * @param columns new values by column
 */
record PlanPatch(ObjectNode columns) {

    private static final long TRILLION = 1_000_000_000_000L;
    private static final int MILLION = 1_000_000;
    private static final String WORD = "[a-z][a-z0-9_]{0,40}";

    /** Empty when a value is fine, else what is wrong with it. */
    private interface Rule extends Function<JsonNode, String> {}

    private static final Set<String> ENVELOPE = Set.of("version", "reason");

    private static final Map<String, Rule> MEMBERS =
            Map.of(
                    "display_name", text(60),
                    "description", text(300),
                    "rank", number(0, MILLION),
                    "active", flag(),
                    "trial_days", orNull(number(1, 365)),
                    "features", words(0, 40),
                    "rate_limits", PlanPatch::rates);

    private static final Map<String, Rule> LIMITS =
            Map.of(
                    "characters_per_day", orNull(number(0, TRILLION)),
                    "feeds", orNull(number(0, MILLION)),
                    "voice_engines", words(1, 10),
                    "jobs_per_month", orNull(number(0, MILLION)),
                    "kept_audio_mb", orNull(number(0, Integer.MAX_VALUE)),
                    "api_calls_per_day", orNull(number(0, TRILLION)),
                    "api_keys", flag(),
                    "seats", orNull(number(1, MILLION)));

    static PlanPatch parse(JsonNode order) {
        ObjectNode columns = JsonNodeFactory.instance.objectNode();
        order.properties()
                .forEach(member -> {
                    String name = member.getKey();
                    if (name.equals("limits") && member.getValue().isObject()) {
                        member.getValue()
                                .properties()
                                .forEach(limit ->
                                        take(
                                                columns,
                                                LIMITS,
                                                "limits.",
                                                limit.getKey(),
                                                limit.getValue()));
                    } else if (!ENVELOPE.contains(name)) {
                        take(columns, MEMBERS, "", name, member.getValue());
                    }
                });
        return new PlanPatch(columns);
    }

    private static void take(
            ObjectNode columns,
            Map<String, Rule> rules,
            String prefix,
            String name,
            JsonNode value) {
        Rule rule = rules.get(name);
        String problem = rule == null ? "There is no such member." : rule.apply(value);
        if (!problem.isEmpty()) {
            throw Refusal.invalid(prefix + name, problem);
        }
        columns.set(name, value);
    }

    /** Names of the columns that would be other than they are. */
    Set<String> differences(JsonNode current) {
        Set<String> different = new TreeSet<>();
        columns.properties()
                .forEach(column -> {
                    if (!column.getValue().equals(current.path(column.getKey()))) {
                        different.add(column.getKey());
                    }
                });
        return different;
    }

    /** The whole row as it would be. */
    ObjectNode over(ObjectNode current) {
        ObjectNode whole = current.deepCopy();
        whole.setAll(columns);
        return whole;
    }

    private static Rule text(int longest) {
        return value ->
                value.isString()
                                && !value.stringValue().isBlank()
                                && value.stringValue().length() <= longest
                                && value.stringValue().matches("\\P{Cc}*")
                        ? ""
                        : "A text of 1 to %d characters is needed.".formatted(longest);
    }

    private static Rule number(long least, long most) {
        return value ->
                value.isIntegralNumber()
                                && value.canConvertToLong()
                                && value.longValue() >= least
                                && value.longValue() <= most
                        ? ""
                        : "A whole number from %d to %d is needed.".formatted(least, most);
    }

    private static Rule orNull(Rule rule) {
        return value -> value.isNull() ? "" : rule.apply(value);
    }

    private static Rule flag() {
        return value -> value.isBoolean() ? "" : "It is true or false.";
    }

    private static Rule words(int fewest, int most) {
        return value ->
                value.isArray()
                                && value.size() >= fewest
                                && value.size() <= most
                                && value.valueStream()
                                        .allMatch(it ->
                                                it.isString() && it.stringValue().matches(WORD))
                                && value.valueStream().distinct().count() == value.size()
                        ? ""
                        : "A list of %d to %d different names is needed.".formatted(fewest, most);
    }

    private static String rates(JsonNode value) {
        boolean fine =
                value.isObject()
                        && value.propertyStream()
                                .allMatch(rate ->
                                        rate.getKey().matches(WORD)
                                                && rate.getValue().size() == 2
                                                && number(1, MILLION)
                                                        .apply(rate.getValue().path("requests"))
                                                        .isEmpty()
                                                && number(1, 86_400)
                                                        .apply(
                                                                rate.getValue()
                                                                        .path("window_seconds"))
                                                        .isEmpty());
        return fine ? "" : "Each scope needs requests and window_seconds.";
    }
}
