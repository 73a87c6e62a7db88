package app.feedtape.billing.endpoint;

import app.feedtape.web.problem.Refusal;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a request says about an endpoint; what is missing stays as it is. */
record EndpointRequest(
        @JsonProperty("url") @Nullable String url,
        @JsonProperty("event_types") @Nullable List<@Nullable String> eventTypes,
        @JsonProperty("description") @Nullable String description,
        @JsonProperty("enabled") @Nullable Boolean enabled) {

    private static final int LONGEST_DESCRIPTION = 200;

    /**
     * The same with its address as it is kept; asks for the name, so let no transaction be open.
     */
    EndpointRequest accepted(EndpointAddresses addresses) {
        return new EndpointRequest(
                url == null ? null : addresses.accept(url), eventTypes, description, enabled);
    }

    /** For a new one. */
    EndpointWish parse() {
        return parse(new EndpointWish("", "", List.of(), true));
    }

    /** For one that is there. */
    EndpointWish parse(EndpointWish before) {
        String description = parseDescription(before.description());
        List<String> types = parseTypes(before.eventTypes());
        if (url == null && before.url().isEmpty()) {
            throw Refusal.invalid("url", "Must be the address of your endpoint.");
        }
        return new EndpointWish(
                url == null ? before.url() : url,
                description,
                types,
                enabled == null ? before.enabled() : enabled);
    }

    private String parseDescription(String before) {
        if (description == null) {
            return before;
        }
        String stripped = description.replaceAll("\\p{Cntrl}", " ").strip();
        if (stripped.codePointCount(0, stripped.length()) > LONGEST_DESCRIPTION) {
            throw Refusal.invalid("description", "Must be at most 200 characters.");
        }
        return stripped;
    }

    private List<String> parseTypes(List<String> before) {
        if (eventTypes == null && !before.isEmpty()) {
            return before;
        }
        List<String> parsed = new ArrayList<>();
        for (String type : eventTypes == null ? List.<@Nullable String>of() : eventTypes) {
            parsed.add(
                    EventType.named(String.valueOf(type))
                            .orElseThrow(() ->
                                    Refusal.invalid("event_types", "Of " + EventType.list() + "."))
                            .wireName());
        }
        if (parsed.isEmpty()) {
            throw Refusal.invalid("event_types", "At least one of " + EventType.list() + ".");
        }
        return parsed.stream().distinct().sorted().toList();
    }
}
