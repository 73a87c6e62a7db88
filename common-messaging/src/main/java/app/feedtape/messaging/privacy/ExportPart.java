package app.feedtape.messaging.privacy;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * A service's part of an export.
 *
 * @param data becomes {@code <service>.json}
 * @param files further texts by name, such as {@code feeds.opml}
 */
public record ExportPart(
        @JsonProperty("data") Map<String, ?> data,
        @JsonProperty("files") Map<String, String> files) {

    /** Without further files. */
    public static ExportPart of(Map<String, ?> data) {
        return new ExportPart(data, Map.of());
    }
}
