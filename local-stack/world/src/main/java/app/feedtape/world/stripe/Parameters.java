package app.feedtape.world.stripe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The form parameters of one call, by their bracketed names ({@code line_items[0][price]}). */
record Parameters(Map<String, String> values) {

    /**
     * Refuses, as Stripe does, what a call does not know: a name, or with a final {@code [} every
     * name below it. The local Stripe knows fewer than the real one, and a parameter quietly
     * without effect would be a lie.
     */
    void allow(String... names) {
        for (String given : values.keySet()) {
            boolean known =
                    given.startsWith("expand[")
                            || List.of(names).stream()
                                    .anyMatch(name ->
                                            name.endsWith("[")
                                                    ? given.startsWith(name)
                                                    : given.equals(name));
            if (!known) {
                throw StripeProblem.invalid(
                        "parameter_unknown", given, "Received unknown parameter: " + given);
            }
        }
    }

    /** A value; empty when it is absent or blank. */
    Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isBlank());
    }

    String get(String name) {
        return find(name)
                .orElseThrow(() ->
                        StripeProblem.invalid(
                                "parameter_missing",
                                name,
                                "Missing required param: " + name + "."));
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    boolean flag(String name) {
        return switch (values.getOrDefault(name, "false")) {
            case "true" -> true;
            case "false", "" -> false;
            default ->
                    throw StripeProblem.invalid(
                            "parameter_invalid_boolean",
                            name,
                            "Invalid boolean: " + values.get(name));
        };
    }

    long number(String name, long otherwise) {
        try {
            return find(name).map(Long::parseLong).orElse(otherwise);
        } catch (NumberFormatException unreadable) {
            throw StripeProblem.invalid(
                    "parameter_invalid_integer", name, "Invalid integer: " + values.get(name));
        }
    }

    /**
     * The members of {@code prefix[...]}; a blank value stays, because it means: remove this
     * member.
     */
    Map<String, String> map(String prefix) {
        Map<String, String> members = new LinkedHashMap<>();
        values.forEach((name, value) -> {
            if (name.startsWith(prefix + "[") && name.endsWith("]")) {
                members.put(name.substring(prefix.length() + 1, name.length() - 1), value);
            }
        });
        return members;
    }

    /** The values of {@code prefix[0]}, {@code prefix[]}, ... in order. */
    List<String> list(String prefix) {
        return List.copyOf(map(prefix).values());
    }
}
