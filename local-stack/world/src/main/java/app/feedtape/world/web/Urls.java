package app.feedtape.world.web;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Addresses, built and read in one place. */
public final class Urls {

    private Urls() {}

    /** Appends parameters to an address that may already have some. */
    public static String with(String address, Map<String, String> parameters) {
        if (parameters.isEmpty()) {
            return address;
        }
        return address + (address.contains("?") ? "&" : "?") + form(parameters);
    }

    public static String form(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(entry -> encode(entry.getKey()) + "=" + encode(entry.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** The text as an absolute http or https address, or empty when it is none. */
    public static Optional<URI> web(String text) {
        try {
            URI address = URI.create(text);
            boolean web = "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            return web && address.getHost() != null ? Optional.of(address) : Optional.empty();
        } catch (IllegalArgumentException unreadable) {
            return Optional.empty();
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
